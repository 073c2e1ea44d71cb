CREATE TABLE `articles` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`state` text NOT NULL,
	`version` integer NOT NULL,
	`draft_revision` integer NOT NULL,
	`published_revision` integer,
	`published_at` text,
	`embargo` text,
	`listed_at` text DEFAULT '9999-12-31T23:59:59.999Z' NOT NULL,
	`public_from` text DEFAULT '9999-12-31T23:59:59.999Z' NOT NULL,
	`public_until` text DEFAULT '9999-12-31T23:59:59.999Z' NOT NULL,
	`republished_at` text,
	`slug` text NOT NULL,
	`section_id` text,
	`kind` text NOT NULL,
	`language` text NOT NULL,
	`pinned` integer NOT NULL,
	`comments_open` integer NOT NULL,
	`comments_close_at` text,
	`comment_count` integer NOT NULL,
	`created_by` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `articles_latest` ON `articles` (`type`,`listed_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_by_kind` ON `articles` (`type`,`kind`,`listed_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_by_language` ON `articles` (`type`,`language`,`listed_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_by_maker` ON `articles` (`type`,`created_by`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_by_section` ON `articles` (`section_id`);--> statement-breakpoint
CREATE INDEX `articles_ahead` ON `articles` (`id`) WHERE draft_revision <> published_revision;--> statement-breakpoint
CREATE INDEX `articles_by_state` ON `articles` (`type`,`state`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_by_update` ON `articles` (`type`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `comment_revisions` (
	`comment_id` text NOT NULL,
	`number` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` text NOT NULL,
	PRIMARY KEY(`comment_id`, `number`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `comment_signals` (
	`comment_id` text NOT NULL,
	`revision` integer NOT NULL,
	`position` integer NOT NULL,
	`rule` text NOT NULL,
	`verdict` text NOT NULL,
	`score` integer,
	`detail` text NOT NULL,
	`spans` text NOT NULL,
	PRIMARY KEY(`comment_id`, `revision`, `position`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comment_signals_by_rule` ON `comment_signals` (`rule`,`comment_id`);--> statement-breakpoint
CREATE TABLE `comments` (
	`id` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`root_id` text NOT NULL,
	`parent_id` text,
	`in_reply_to` text,
	`depth` integer NOT NULL,
	`state` text NOT NULL,
	`version` integer NOT NULL,
	`revision` integer NOT NULL,
	`approved_revision` integer,
	`author_name` text NOT NULL,
	`author_url` text,
	`author_email` text,
	`badge` text,
	`address_hash` text,
	`fingerprint` text NOT NULL,
	`user_agent` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comments_public` ON `comments` (`article_id`,`depth`,`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `comments_thread` ON `comments` (`root_id`,`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `comments_queue` ON `comments` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `comments_queue_of_article` ON `comments` (`article_id`,`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `comments_by_address` ON `comments` (`address_hash`,`created_at`);--> statement-breakpoint
CREATE INDEX `comments_by_email` ON `comments` (`author_email`,`created_at`);--> statement-breakpoint
CREATE INDEX `comments_by_text` ON `comments` (`fingerprint`,`article_id`);--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`comment_id` text NOT NULL,
	`at` text NOT NULL,
	`staff_id` text,
	`staff_name` text NOT NULL,
	`action` text NOT NULL,
	`from_state` text NOT NULL,
	`to_state` text NOT NULL,
	`revision` integer NOT NULL,
	`reason` text,
	`note` text,
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `decisions_by_comment` ON `decisions` (`comment_id`,`at`);--> statement-breakpoint
CREATE TABLE `events` (
	`sequence` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`type` text NOT NULL,
	`subject_id` text NOT NULL,
	`data` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_by_subject` ON `events` (`subject_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `former_addresses` (
	`path` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`target_id` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`source` text NOT NULL,
	`kind` text NOT NULL,
	`external_id` text NOT NULL,
	`target_id` text,
	`data` text,
	PRIMARY KEY(`source`, `kind`, `external_id`)
);
--> statement-breakpoint
CREATE TABLE `links` (
	`article_id` text NOT NULL,
	`position` integer NOT NULL,
	`target_id` text NOT NULL,
	`relation` text NOT NULL,
	`note` text,
	PRIMARY KEY(`article_id`, `position`),
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `links_by_target` ON `links` (`target_id`);--> statement-breakpoint
CREATE TABLE `listings` (
	`term_id` text NOT NULL,
	`listed_at` text NOT NULL,
	`article_id` text NOT NULL,
	PRIMARY KEY(`term_id`, `listed_at`, `article_id`),
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `listings_by_article` ON `listings` (`article_id`,`term_id`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`article_id` text NOT NULL,
	`number` integer NOT NULL,
	`created_at` text NOT NULL,
	`created_by` text,
	`slug` text NOT NULL,
	`kind` text NOT NULL,
	`language` text NOT NULL,
	`headline` text NOT NULL,
	`standfirst` text NOT NULL,
	`dateline` text NOT NULL,
	`excerpt` text NOT NULL,
	`word_count` integer NOT NULL,
	`pinned` integer NOT NULL,
	`section_id` text,
	`tag_ids` text NOT NULL,
	`bylines` text NOT NULL,
	`source` text,
	`lead_image` text,
	`seo` text NOT NULL,
	`related` text NOT NULL,
	`body_headings` text NOT NULL,
	`body_format` text NOT NULL,
	`body_html` text NOT NULL,
	`body_text` text NOT NULL,
	`body_source` text NOT NULL,
	PRIMARY KEY(`article_id`, `number`),
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `site` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`tagline` text NOT NULL,
	`language` text NOT NULL,
	`time_zone` text NOT NULL,
	`place` text,
	`navigation` text NOT NULL,
	`comment_policy` text NOT NULL,
	`weather` text,
	`revision` integer NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `slugs` (
	`type` text NOT NULL,
	`slug` text NOT NULL,
	`article_id` text NOT NULL,
	`public_since` text,
	PRIMARY KEY(`type`, `slug`),
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `slugs_by_article` ON `slugs` (`article_id`);--> statement-breakpoint
CREATE TABLE `staff` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`role` text NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `terms` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`parent_id` text,
	`position` integer NOT NULL,
	`revision` integer NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `terms_by_slug` ON `terms` (`kind`,`slug`);--> statement-breakpoint
CREATE INDEX `terms_in_order` ON `terms` (`kind`,`position`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `terms_by_parent` ON `terms` (`parent_id`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`staff_id` text NOT NULL,
	`label` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`last_used_at` text,
	`revoked_at` text,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `tokens_by_staff` ON `tokens` (`staff_id`);
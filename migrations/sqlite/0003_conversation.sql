CREATE TABLE `address_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`made_at` text NOT NULL,
	`replaced_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `address_keys_by_end` ON `address_keys` (`replaced_at`);--> statement-breakpoint
CREATE TABLE `author_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`address_hash` text,
	`body` text NOT NULL,
	`at` text NOT NULL,
	`staff_id` text,
	`staff_name` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `author_notes_by_email` ON `author_notes` (`email`,`id`);--> statement-breakpoint
CREATE INDEX `author_notes_by_address` ON `author_notes` (`address_hash`,`id`);--> statement-breakpoint
CREATE INDEX `author_notes_with_address` ON `author_notes` (`at`) WHERE address_hash is not null;--> statement-breakpoint
CREATE TABLE `bookmarks` (
	`name` text PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`once` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`to` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`headers` text NOT NULL,
	`subject_id` text,
	`attempts` integer NOT NULL,
	`tried_at` text,
	`failure` text,
	`due_at` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`channel`,`due_at`,`state`);--> statement-breakpoint
CREATE INDEX `outbox_by_state` ON `outbox` (`channel`,`state`);--> statement-breakpoint
CREATE INDEX `outbox_by_age` ON `outbox` (`at`);--> statement-breakpoint
CREATE INDEX `outbox_by_subject` ON `outbox` (`subject_id`,`channel`,`state`,`tried_at`);--> statement-breakpoint
CREATE INDEX `outbox_failed` ON `outbox` (`subject_id`,`channel`,`tried_at`) WHERE failure is not null;--> statement-breakpoint
CREATE TABLE `reader_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`email` text NOT NULL,
	`email_hash` text NOT NULL,
	`comment_id` text,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`used_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reader_links_by_address` ON `reader_links` (`email_hash`,`created_at`);--> statement-breakpoint
CREATE INDEX `reader_links_by_comment` ON `reader_links` (`comment_id`);--> statement-breakpoint
CREATE INDEX `reader_links_by_age` ON `reader_links` (`created_at`);--> statement-breakpoint
CREATE TABLE `readers` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`verified_at` text NOT NULL,
	`seen_at` text NOT NULL,
	`generation` integer NOT NULL,
	`tell_approval` integer NOT NULL,
	`tell_rejection` integer NOT NULL,
	`tell_replies` integer NOT NULL,
	`refused_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `readers_by_email` ON `readers` (`email`);--> statement-breakpoint
CREATE INDEX `readers_by_use` ON `readers` (`seen_at`);--> statement-breakpoint
CREATE TABLE `reply_notices` (
	`reply_id` text PRIMARY KEY NOT NULL,
	`answered_id` text NOT NULL,
	`reader_id` text NOT NULL,
	`at` text NOT NULL,
	`due_at` text NOT NULL,
	FOREIGN KEY (`reply_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`answered_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `reply_notices_due` ON `reply_notices` (`due_at`,`reader_id`);--> statement-breakpoint
CREATE INDEX `reply_notices_by_reader` ON `reply_notices` (`reader_id`,`due_at`);--> statement-breakpoint
CREATE INDEX `reply_notices_by_answered` ON `reply_notices` (`answered_id`);--> statement-breakpoint
CREATE INDEX `reply_notices_by_age` ON `reply_notices` (`at`);--> statement-breakpoint
CREATE TABLE `spam_checks` (
	`comment_id` text NOT NULL,
	`revision` integer NOT NULL,
	`version` integer NOT NULL,
	`address` text NOT NULL,
	`user_agent` text,
	`referrer` text,
	`permalink` text NOT NULL,
	`verdict` text,
	`lesson` text,
	`told` text,
	`attempts` integer NOT NULL,
	`due_at` text NOT NULL,
	`at` text NOT NULL,
	PRIMARY KEY(`comment_id`, `revision`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `spam_checks_due` ON `spam_checks` (`due_at`);--> statement-breakpoint
CREATE INDEX `spam_checks_by_time` ON `spam_checks` (`at`);--> statement-breakpoint
CREATE TABLE `staff_notices` (
	`staff_id` text PRIMARY KEY NOT NULL,
	`when` text NOT NULL,
	`digest_hours` integer NOT NULL,
	`email` text,
	`webhook` text,
	`webhook_secret` text,
	`seen` integer NOT NULL,
	`told_at` text,
	`due_at` text NOT NULL,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `staff_notices_due` ON `staff_notices` (`due_at`);--> statement-breakpoint
ALTER TABLE `articles` ADD `comment_settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `articles` ADD `comment_settings_revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `bans` ADD `batch` text;--> statement-breakpoint
CREATE INDEX `bans_by_end` ON `bans` (`expires_at`);--> statement-breakpoint
CREATE INDEX `bans_of_batch` ON `bans` (`batch`) WHERE batch is not null;--> statement-breakpoint
ALTER TABLE `comments` ADD `priority` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `comments` ADD `reader_id` text;--> statement-breakpoint
CREATE INDEX `comments_reported_in_order` ON `comments` (`created_at`,`id`) WHERE reports > 0;--> statement-breakpoint
CREATE INDEX `comments_by_priority` ON `comments` (`priority`,`id`) WHERE ((state = 'pending' or (state = 'approved' and revision <> approved_revision)) is true or reports > 0) is true;--> statement-breakpoint
CREATE INDEX `comments_under_email` ON `comments` (`author_email`,`created_at`,`id`) WHERE author_email is not null;--> statement-breakpoint
CREATE INDEX `comments_by_reader` ON `comments` (`reader_id`,`created_at`,`id`) WHERE reader_id is not null;--> statement-breakpoint
ALTER TABLE `decisions` ADD `statement` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `batch` text;--> statement-breakpoint
CREATE INDEX `decisions_of_batch` ON `decisions` (`batch`,`action`,`id`) WHERE batch is not null;--> statement-breakpoint
ALTER TABLE `rejection_reasons` ADD `objection` text;--> statement-breakpoint
ALTER TABLE `terms` ADD `comment_settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `comment_reports_with_reporter` ON `comment_reports` (`at`) WHERE substr(reporter_hash, 1, 1) <> '~';--> statement-breakpoint
CREATE INDEX `comment_reports_answered` ON `comment_reports` (`at`) WHERE not open;
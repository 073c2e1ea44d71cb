CREATE TABLE `article_changes` (
	`article_id` text NOT NULL,
	`version` integer NOT NULL,
	`at` text NOT NULL,
	`staff_id` text,
	`fields` text NOT NULL,
	PRIMARY KEY(`article_id`, `version`),
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `article_changes_by_age` ON `article_changes` (`at`);--> statement-breakpoint
CREATE TABLE `corrections` (
	`id` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`kind` text NOT NULL,
	`note` text NOT NULL,
	`before` text,
	`after` text,
	`revision` integer NOT NULL,
	`at` text NOT NULL,
	`created_by` text,
	`removed_at` text,
	`removed_by` text,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `corrections_by_article` ON `corrections` (`article_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `desk_texts` (
	`row` integer PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`headline` text NOT NULL,
	`front` text NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `desk_texts_by_article` ON `desk_texts` (`article_id`);--> statement-breakpoint
CREATE TABLE `draft_links` (
	`target_id` text NOT NULL,
	`article_id` text NOT NULL,
	PRIMARY KEY(`target_id`, `article_id`),
	FOREIGN KEY (`target_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `draft_links_by_article` ON `draft_links` (`article_id`);--> statement-breakpoint
CREATE TABLE `front_arrangements` (
	`place` text NOT NULL,
	`revision` integer NOT NULL,
	`slots` text NOT NULL,
	`arranged_at` text NOT NULL,
	`arranged_by` text,
	PRIMARY KEY(`place`, `revision`),
	FOREIGN KEY (`place`) REFERENCES `fronts`(`place`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `front_pins` (
	`place` text NOT NULL,
	`article_id` text NOT NULL,
	`starts_at` text NOT NULL,
	`ends_at` text NOT NULL,
	PRIMARY KEY(`place`, `article_id`),
	FOREIGN KEY (`place`) REFERENCES `fronts`(`place`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `front_pins_by_article` ON `front_pins` (`article_id`);--> statement-breakpoint
CREATE INDEX `front_pins_by_start` ON `front_pins` (`starts_at`);--> statement-breakpoint
CREATE INDEX `front_pins_by_end` ON `front_pins` (`ends_at`);--> statement-breakpoint
CREATE TABLE `fronts` (
	`place` text PRIMARY KEY NOT NULL,
	`section_id` text,
	`revision` integer NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `media` (
	`id` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`stem` text NOT NULL,
	`alt` text NOT NULL,
	`caption` text,
	`credit` text,
	`focal_point` text,
	`files` text NOT NULL,
	`created_by` text,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `media_by_digest` ON `media` (`digest`);--> statement-breakpoint
CREATE UNIQUE INDEX `media_by_stem` ON `media` (`stem`);--> statement-breakpoint
CREATE INDEX `media_latest` ON `media` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `media_uses` (
	`media_id` text NOT NULL,
	`article_id` text NOT NULL,
	`revision` integer NOT NULL,
	PRIMARY KEY(`media_id`, `article_id`, `revision`),
	FOREIGN KEY (`media_id`) REFERENCES `media`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `media_uses_by_article` ON `media_uses` (`article_id`);--> statement-breakpoint
CREATE TABLE `menus` (
	`name` text PRIMARY KEY NOT NULL,
	`items` text NOT NULL,
	`revision` integer NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `preview_links` (
	`id` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`revision` integer NOT NULL,
	`note` text NOT NULL,
	`created_by` text NOT NULL,
	`created_by_name` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`revoked_at` text,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `preview_links_by_article` ON `preview_links` (`article_id`,`id`);--> statement-breakpoint
CREATE INDEX `preview_links_by_end` ON `preview_links` (`expires_at`);--> statement-breakpoint
CREATE TABLE `public_texts` (
	`row` integer PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`headline` text NOT NULL,
	`front` text NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `public_texts_by_article` ON `public_texts` (`article_id`);--> statement-breakpoint
CREATE TABLE `stray_files` (
	`name` text PRIMARY KEY NOT NULL,
	`due_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `stray_files_due` ON `stray_files` (`due_at`);--> statement-breakpoint
CREATE TABLE `text_index` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`done_to` text NOT NULL,
	`complete` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `links_by_target`;--> statement-breakpoint
CREATE INDEX `links_by_target` ON `links` (`target_id`,`article_id`);--> statement-breakpoint
ALTER TABLE `articles` ADD `corrections` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `articles` ADD `corrected_at` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `retracted` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `articles` ADD `withdrawn_at` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `withdrawn_by` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `withdrawal_reason` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `withdrawal_note` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `story_id` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `translations_revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `articles` ADD `asked_until` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `rights_from` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `rights_until` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `rights_note` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `told_from` text DEFAULT '9999-12-31T23:59:59.999Z' NOT NULL;--> statement-breakpoint
ALTER TABLE `articles` ADD `told_until` text;--> statement-breakpoint
CREATE INDEX `articles_by_story` ON `articles` (`story_id`) WHERE story_id is not null;--> statement-breakpoint
CREATE INDEX `articles_to_appear` ON `articles` (`public_from`,`id`) WHERE told_from <> public_from;--> statement-breakpoint
CREATE INDEX `articles_to_disappear` ON `articles` (`public_until`,`id`) WHERE told_until is null and public_until < '9999-12-31T23:59:59.999Z';--> statement-breakpoint
CREATE INDEX `articles_by_rights` ON `articles` (`rights_until`,`id`) WHERE rights_until is not null;--> statement-breakpoint
ALTER TABLE `revisions` ADD `version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `revisions` ADD `note` text;--> statement-breakpoint
ALTER TABLE `site` ADD `image_rules` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `slugs` ADD `alias` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `slugs` ADD `retired_at` text;--> statement-breakpoint
ALTER TABLE `slugs` ADD `retired_by` text;--> statement-breakpoint
ALTER TABLE `slugs` ADD `created_at` text;--> statement-breakpoint
ALTER TABLE `slugs` ADD `created_by` text;--> statement-breakpoint
INSERT OR IGNORE INTO `draft_links` (`target_id`, `article_id`)
SELECT json_extract(link.value, '$.articleId'), `articles`.`id`
FROM `articles` JOIN `revisions` ON `revisions`.`article_id` = `articles`.`id` AND `revisions`.`number` = `articles`.`draft_revision`, json_each(`revisions`.`related`) AS link
WHERE json_extract(link.value, '$.articleId') IN (SELECT `id` FROM `articles`);

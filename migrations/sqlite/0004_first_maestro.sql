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
CREATE TABLE `stray_files` (
	`name` text PRIMARY KEY NOT NULL,
	`due_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `stray_files_due` ON `stray_files` (`due_at`);--> statement-breakpoint
ALTER TABLE `site` ADD `image_rules` text DEFAULT '{}' NOT NULL;
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
ALTER TABLE `articles` ADD `story_id` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `translations_revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX `articles_by_story` ON `articles` (`story_id`) WHERE story_id is not null;
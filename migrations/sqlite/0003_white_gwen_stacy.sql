ALTER TABLE `articles` ADD `comment_settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `articles` ADD `comment_settings_revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `terms` ADD `comment_settings` text DEFAULT '{}' NOT NULL;
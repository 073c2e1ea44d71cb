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
ALTER TABLE `revisions` ADD `version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `revisions` ADD `note` text;
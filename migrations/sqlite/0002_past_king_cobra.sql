CREATE TABLE `comment_reports` (
	`comment_id` text NOT NULL,
	`revision` integer NOT NULL,
	`reporter_hash` text NOT NULL,
	`reason` text NOT NULL,
	`note` text,
	`open` integer NOT NULL,
	`at` text NOT NULL,
	PRIMARY KEY(`comment_id`, `revision`, `reporter_hash`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comment_reports_in_order` ON `comment_reports` (`comment_id`,`at`);--> statement-breakpoint
CREATE INDEX `comment_reports_by_reporter` ON `comment_reports` (`reporter_hash`,`at`);--> statement-breakpoint
ALTER TABLE `answers` ADD `subject_id` text;--> statement-breakpoint
CREATE INDEX `answers_by_subject` ON `answers` (`subject_id`);--> statement-breakpoint
ALTER TABLE `comment_revisions` ADD `fingerprint` text;--> statement-breakpoint
ALTER TABLE `comments` ADD `reports` integer;--> statement-breakpoint
CREATE INDEX `comments_roots` ON `comments` (`article_id`,`created_at`,`id`) WHERE depth = 1 and (state = 'approved' or (state = 'deleted' and approved_revision is not null)) is true;--> statement-breakpoint
CREATE INDEX `comments_waiting` ON `comments` (`created_at`,`id`,`state`,`revision`,`approved_revision`) WHERE (state = 'pending' or (state = 'approved' and revision <> approved_revision)) is true;--> statement-breakpoint
CREATE INDEX `comments_waiting_of_article` ON `comments` (`article_id`,`created_at`,`id`) WHERE (state = 'pending' or (state = 'approved' and revision <> approved_revision)) is true;--> statement-breakpoint
CREATE INDEX `comments_reported` ON `comments` (`reports`,`created_at`,`id`) WHERE reports > 0;
CREATE TABLE `audit_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`staff_id` text,
	`staff_name` text NOT NULL,
	`what` text NOT NULL,
	`action` text NOT NULL,
	`subject_id` text NOT NULL,
	`before` text NOT NULL,
	`after` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_by_time` ON `audit_entries` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_by_staff` ON `audit_entries` (`staff_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `bans` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`comment_id` text,
	`effect` text NOT NULL,
	`reason` text NOT NULL,
	`expires_at` text NOT NULL,
	`created_at` text NOT NULL,
	`staff_id` text,
	`staff_name` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `bans_by_value` ON `bans` (`value`,`expires_at`);--> statement-breakpoint
CREATE TABLE `claims` (
	`comment_id` text PRIMARY KEY NOT NULL,
	`claim_id` text NOT NULL,
	`staff_id` text NOT NULL,
	`staff_name` text NOT NULL,
	`until` text NOT NULL,
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `claims_by_id` ON `claims` (`claim_id`);--> statement-breakpoint
CREATE INDEX `claims_by_end` ON `claims` (`until`);--> statement-breakpoint
CREATE TABLE `comment_reports` (
	`comment_id` text NOT NULL,
	`revision` integer NOT NULL,
	`reporter_hash` text NOT NULL,
	`reason` text NOT NULL,
	`note` text,
	`open` integer NOT NULL,
	`answered_by` text,
	`at` text NOT NULL,
	PRIMARY KEY(`comment_id`, `revision`, `reporter_hash`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comment_reports_in_order` ON `comment_reports` (`comment_id`,`at`);--> statement-breakpoint
CREATE INDEX `comment_reports_by_reporter` ON `comment_reports` (`reporter_hash`,`at`);--> statement-breakpoint
CREATE TABLE `rejection_reasons` (
	`id` text PRIMARY KEY NOT NULL,
	`items` text NOT NULL,
	`revision` integer NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `spam_examples` (
	`comment_id` text PRIMARY KEY NOT NULL,
	`lesson` text NOT NULL,
	`revision` integer NOT NULL,
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `spam_marks` (
	`mark` text PRIMARY KEY NOT NULL,
	`spam` integer NOT NULL,
	`ham` integer NOT NULL,
	`last_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `spam_marks_rare` ON `spam_marks` (`last_at`) WHERE spam + ham < 2;--> statement-breakpoint
CREATE TABLE `word_lists` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`effect` text NOT NULL,
	`words` text NOT NULL,
	`word_count` integer NOT NULL,
	`digest` text NOT NULL,
	`enabled` integer NOT NULL,
	`revision` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
DROP INDEX `comments_by_email`;--> statement-breakpoint
ALTER TABLE `comments` ADD `reports` integer;--> statement-breakpoint
CREATE INDEX `comments_roots` ON `comments` (`article_id`,`created_at`,`id`) WHERE depth = 1 and (state = 'approved' or (state = 'deleted' and approved_revision is not null)) is true;--> statement-breakpoint
CREATE INDEX `comments_waiting` ON `comments` (`created_at`,`id`,`state`,`revision`,`approved_revision`) WHERE (state = 'pending' or (state = 'approved' and revision <> approved_revision)) is true;--> statement-breakpoint
CREATE INDEX `comments_waiting_of_article` ON `comments` (`article_id`,`created_at`,`id`) WHERE (state = 'pending' or (state = 'approved' and revision <> approved_revision)) is true;--> statement-breakpoint
CREATE INDEX `comments_reported` ON `comments` (`reports`,`created_at`,`id`) WHERE reports > 0;--> statement-breakpoint
CREATE INDEX `comments_of_address` ON `comments` (`address_hash`,`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `comments_with_sender` ON `comments` (`created_at`,`id`) WHERE address_hash is not null or user_agent is not null;--> statement-breakpoint
CREATE INDEX `comments_by_email` ON `comments` (`author_email`,`state`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `answers` ADD `subject_id` text;--> statement-breakpoint
CREATE INDEX `answers_by_subject` ON `answers` (`subject_id`);--> statement-breakpoint
ALTER TABLE `comment_revisions` ADD `fingerprint` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `version` integer;--> statement-breakpoint
ALTER TABLE `decisions` ADD `approved_before` integer;--> statement-breakpoint
ALTER TABLE `decisions` ADD `undoes` text;--> statement-breakpoint
CREATE INDEX `decisions_by_time` ON `decisions` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `decisions_by_staff` ON `decisions` (`staff_id`,`at`,`id`);
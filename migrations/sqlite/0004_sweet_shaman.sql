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
ALTER TABLE `comments` ADD `reader_id` text;--> statement-breakpoint
CREATE INDEX `comments_under_email` ON `comments` (`author_email`,`created_at`,`id`) WHERE author_email is not null;--> statement-breakpoint
CREATE INDEX `comments_by_reader` ON `comments` (`reader_id`,`created_at`,`id`) WHERE reader_id is not null;
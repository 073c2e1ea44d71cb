CREATE TABLE `desk_texts` (
	`row` integer PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`headline` text NOT NULL,
	`front` text NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `desk_texts_by_article` ON `desk_texts` (`article_id`);--> statement-breakpoint
CREATE TABLE `public_texts` (
	`row` integer PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`headline` text NOT NULL,
	`front` text NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `public_texts_by_article` ON `public_texts` (`article_id`);--> statement-breakpoint
CREATE TABLE `text_index` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`done_to` text NOT NULL,
	`complete` integer NOT NULL
);

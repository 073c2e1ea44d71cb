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
CREATE TABLE `menus` (
	`name` text PRIMARY KEY NOT NULL,
	`items` text NOT NULL,
	`revision` integer NOT NULL,
	`updated_at` text NOT NULL
);

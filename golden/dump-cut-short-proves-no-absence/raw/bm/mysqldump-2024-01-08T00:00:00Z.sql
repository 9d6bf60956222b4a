-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)

USE `nova`;

CREATE TABLE `compute_nodes` (
  `created_at` datetime,
  `updated_at` datetime,
  `deleted_at` datetime,
  `id` int(11) NOT NULL,
  `host` varchar(255),
  `hypervisor_hostname` varchar(255),
  `hypervisor_type` mediumtext NOT NULL,
  `vcpus` int(11) NOT NULL,
  `memory_mb` int(11),
  `local_gb` int(11),
  `deleted` int(11),
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `compute_nodes` VALUES
('2024-01-01 00:00:00','2024-01-08 00:00:00',NULL,11,'bm-service','node-1','ironic',32,NULL,NULL,0),
('2024-01-01 00:00:00','2024-01-08 00:00:00',NULL,12,'bm-ser
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
('2024-01-01 00:00:00','2024-01-02 00:00:00',NULL,11,'bm-service','node-1','ironic',32,NULL,NULL,0),
('2024-01-01 00:00:00','2024-01-02 00:00:00',NULL,12,'bm-service','node-2','ironic',32,NULL,NULL,0),
('2024-01-01 00:00:00','2024-01-02 00:00:00',NULL,13,'bm-service','node-3','ironic',32,NULL,NULL,0);

CREATE TABLE `services` (
  `created_at` datetime,
  `updated_at` datetime,
  `deleted_at` datetime,
  `id` int(11) NOT NULL,
  `host` varchar(255),
  `binary` varchar(255),
  `disabled` tinyint(1),
  `deleted` int(11),
  `disabled_reason` varchar(255),
  `last_seen_up` datetime,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `services` VALUES
('2024-01-01 00:00:00','2024-01-02 00:00:00',NULL,1,'bm-service','nova-compute',0,0,NULL,'2024-01-02 00:00:00');

-- Dump completed on 2024-01-02 00:00:00

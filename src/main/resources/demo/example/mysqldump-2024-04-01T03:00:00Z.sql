/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: blazar
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Current Database: `blazar`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `blazar` /*!40100 DEFAULT CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci */;

USE `blazar`;

--
-- Table structure for table `computehost_allocations`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `computehost_allocations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` varchar(36) NOT NULL,
  `compute_host_id` varchar(36) DEFAULT NULL,
  `reservation_id` varchar(36) DEFAULT NULL,
  `deleted` varchar(36) DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `computehost_allocations`
--

INSERT INTO `computehost_allocations` VALUES
('2024-01-23 16:00:00',NULL,'a110c000-0000-4000-8000-000000000001','1','2e5e0000-0000-4000-8000-000000000001','a110c000-0000-4000-8000-000000000001','2024-01-31 10:00:00'),
('2024-02-02 15:00:00',NULL,'a110c000-0000-4000-8000-000000000002','2','2e5e0000-0000-4000-8000-000000000002','a110c000-0000-4000-8000-000000000002','2024-02-10 09:00:00'),
('2024-02-04 10:00:00',NULL,'a110c000-0000-4000-8000-000000000003','1','2e5e0000-0000-4000-8000-000000000003','a110c000-0000-4000-8000-000000000003','2024-02-05 20:00:00'),
('2024-02-19 10:00:00',NULL,'a110c000-0000-4000-8000-000000000004','2','2e5e0000-0000-4000-8000-000000000004','a110c000-0000-4000-8000-000000000004','2024-02-21 08:00:00'),
('2024-02-25 10:00:00',NULL,'a110c000-0000-4000-8000-000000000005','3','2e5e0000-0000-4000-8000-000000000005','a110c000-0000-4000-8000-000000000005','2024-03-11 10:00:00'),
('2024-02-28 10:00:00',NULL,'a110c000-0000-4000-8000-000000000006','2','2e5e0000-0000-4000-8000-000000000006','a110c000-0000-4000-8000-000000000006','2024-03-08 08:00:00'),
('2024-03-24 10:00:00',NULL,'a110c000-0000-4000-8000-000000000007','3','2e5e0000-0000-4000-8000-000000000007',NULL,NULL);

--
-- Table structure for table `computehost_reservations`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `computehost_reservations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` varchar(36) NOT NULL,
  `reservation_id` varchar(36) DEFAULT NULL,
  `count_range` varchar(36) DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `computehost_reservations`
--

INSERT INTO `computehost_reservations` VALUES
('2024-01-23 16:00:00',NULL,'c0040000-0000-4000-8000-000000000001','2e5e0000-0000-4000-8000-000000000001','1-1',NULL),
('2024-02-02 15:00:00',NULL,'c0040000-0000-4000-8000-000000000002','2e5e0000-0000-4000-8000-000000000002','1-1',NULL),
('2024-02-04 10:00:00',NULL,'c0040000-0000-4000-8000-000000000003','2e5e0000-0000-4000-8000-000000000003','1-1',NULL),
('2024-02-19 10:00:00',NULL,'c0040000-0000-4000-8000-000000000004','2e5e0000-0000-4000-8000-000000000004','1-1',NULL),
('2024-02-25 10:00:00',NULL,'c0040000-0000-4000-8000-000000000005','2e5e0000-0000-4000-8000-000000000005','1-1',NULL),
('2024-02-28 10:00:00',NULL,'c0040000-0000-4000-8000-000000000006','2e5e0000-0000-4000-8000-000000000006','1-1',NULL),
('2024-03-24 10:00:00',NULL,'c0040000-0000-4000-8000-000000000007','2e5e0000-0000-4000-8000-000000000007','1-1',NULL);

--
-- Table structure for table `computehosts`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `computehosts` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` varchar(36) NOT NULL,
  `vcpus` int(11) NOT NULL,
  `hypervisor_type` mediumtext NOT NULL,
  `hypervisor_hostname` varchar(255) DEFAULT NULL,
  `memory_mb` int(11) NOT NULL,
  `local_gb` int(11) NOT NULL,
  `service_name` varchar(255) DEFAULT NULL,
  `reservable` tinyint(1) NOT NULL DEFAULT 1,
  `deleted` varchar(36) DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `disabled` tinyint(1) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `computehosts`
--

INSERT INTO `computehosts` VALUES
('2024-01-22 09:00:00','2024-02-12 09:00:00','1',48,'ironic','11111111-0000-4000-8000-00000000a001',196608,960,'ironic-compute',1,'1','2024-02-12 09:00:00',0),
('2024-02-12 09:30:00',NULL,'3',48,'ironic','11111111-0000-4000-8000-00000000a001',196608,960,'ironic-compute',1,NULL,NULL,0);

--
-- Table structure for table `instance_reservations`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_reservations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` varchar(36) NOT NULL,
  `reservation_id` varchar(36) DEFAULT NULL,
  `vcpus` int(11) NOT NULL,
  `memory_mb` int(11) NOT NULL,
  `disk_gb` int(11) NOT NULL,
  `amount` int(11) NOT NULL,
  `deleted_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_reservations`
--


--
-- Table structure for table `leases`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `leases` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` varchar(36) NOT NULL,
  `name` varchar(80) NOT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `start_date` datetime NOT NULL,
  `end_date` datetime NOT NULL,
  `status` varchar(255) DEFAULT NULL,
  `deleted` varchar(36) DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `leases`
--

INSERT INTO `leases` VALUES
('2024-01-23 16:00:00','2024-01-31 10:00:00','1ea5e000-0000-4000-8000-000000000001','first-light','7ea00000000000000000000000000001','2024-01-24 10:00:00','2024-01-31 10:00:00','TERMINATED',NULL,NULL),
('2024-02-02 15:00:00','2024-02-10 09:00:00','1ea5e000-0000-4000-8000-000000000002','weather-model','7ea00000000000000000000000000001','2024-02-03 12:00:00','2024-02-17 12:00:00','DELETING','1ea5e000-0000-4000-8000-000000000002','2024-02-10 09:00:00'),
('2024-02-04 10:00:00','2024-02-05 20:00:00','1ea5e000-0000-4000-8000-000000000003','maint-of-node-1-by-ops-for-disk','07e40000000000000000000000000002','2024-02-05 08:00:00','2024-02-05 20:00:00','TERMINATED',NULL,NULL),
('2024-02-19 10:00:00','2024-02-21 08:00:00','1ea5e000-0000-4000-8000-000000000004','firmware-2024-02','f19a0000000000000000000000000003','2024-02-20 08:00:00','2024-02-21 08:00:00','TERMINATED',NULL,NULL),
('2024-02-25 10:00:00','2024-03-11 10:00:00','1ea5e000-0000-4000-8000-000000000005','weather-model-2','7ea00000000000000000000000000001','2024-02-26 10:00:00','2024-03-11 10:00:00','TERMINATED',NULL,NULL),
('2024-02-28 10:00:00','2024-03-08 08:00:00','1ea5e000-0000-4000-8000-000000000006','teaching','7ea00000000000000000000000000001','2024-03-05 08:00:00','2024-03-08 08:00:00','TERMINATED',NULL,NULL),
('2024-03-24 10:00:00','2024-03-25 10:00:00','1ea5e000-0000-4000-8000-000000000007','final-runs','7ea00000000000000000000000000001','2024-03-25 10:00:00','2024-04-08 10:00:00','ACTIVE',NULL,NULL);

--
-- Table structure for table `reservations`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `reservations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` varchar(36) NOT NULL,
  `lease_id` varchar(36) NOT NULL,
  `resource_id` varchar(36) DEFAULT NULL,
  `resource_type` varchar(66) DEFAULT NULL,
  `status` varchar(13) DEFAULT NULL,
  `deleted` varchar(36) DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `reservations`
--

INSERT INTO `reservations` VALUES
('2024-01-23 16:00:00','2024-01-31 10:00:00','2e5e0000-0000-4000-8000-000000000001','1ea5e000-0000-4000-8000-000000000001','c0040000-0000-4000-8000-000000000001','physical:host','deleted',NULL,NULL),
('2024-02-02 15:00:00','2024-02-03 12:00:00','2e5e0000-0000-4000-8000-000000000002','1ea5e000-0000-4000-8000-000000000002','c0040000-0000-4000-8000-000000000002','physical:host','active','2e5e0000-0000-4000-8000-000000000002','2024-02-10 09:00:00'),
('2024-02-04 10:00:00','2024-02-05 20:00:00','2e5e0000-0000-4000-8000-000000000003','1ea5e000-0000-4000-8000-000000000003','c0040000-0000-4000-8000-000000000003','physical:host','deleted',NULL,NULL),
('2024-02-19 10:00:00','2024-02-21 08:00:00','2e5e0000-0000-4000-8000-000000000004','1ea5e000-0000-4000-8000-000000000004','c0040000-0000-4000-8000-000000000004','physical:host','deleted',NULL,NULL),
('2024-02-25 10:00:00','2024-03-11 10:00:00','2e5e0000-0000-4000-8000-000000000005','1ea5e000-0000-4000-8000-000000000005','c0040000-0000-4000-8000-000000000005','physical:host','deleted',NULL,NULL),
('2024-02-28 10:00:00','2024-03-08 08:00:00','2e5e0000-0000-4000-8000-000000000006','1ea5e000-0000-4000-8000-000000000006','c0040000-0000-4000-8000-000000000006','physical:host','deleted',NULL,NULL),
('2024-03-24 10:00:00','2024-03-25 10:00:00','2e5e0000-0000-4000-8000-000000000007','1ea5e000-0000-4000-8000-000000000007','c0040000-0000-4000-8000-000000000007','physical:host','active',NULL,NULL);

--
-- Current Database: `ironic`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `ironic` /*!40100 DEFAULT CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci */;

USE `ironic`;

--
-- Table structure for table `nodes`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `nodes` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `uuid` varchar(36) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `name` varchar(255) DEFAULT NULL,
  `provision_state` varchar(15) DEFAULT NULL,
  `properties` text DEFAULT NULL,
  `resource_class` varchar(80) DEFAULT NULL,
  `maintenance` tinyint(1) DEFAULT NULL,
  `maintenance_reason` text DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `nodes`
--

INSERT INTO `nodes` VALUES
('2024-01-22 08:10:00','2024-03-25 10:30:00',1,'11111111-0000-4000-8000-00000000a001','12500000-0000-4000-8000-000000000010','node-1','active','{\"cpus\": 48, \"memory_mb\": 196608, \"local_gb\": 960, \"cpu_arch\": \"x86_64\"}','baremetal',0,NULL),
('2024-01-22 08:10:00','2024-03-08 07:50:00',2,'22222222-0000-4000-8000-00000000a002',NULL,'node-2','available','{\"cpus\": 64, \"memory_mb\": 262144, \"local_gb\": 1920, \"cpu_arch\": \"x86_64\"}','baremetal',0,NULL);

--
-- Current Database: `nova`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `nova` /*!40100 DEFAULT CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci */;

USE `nova`;

--
-- Table structure for table `compute_nodes`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `compute_nodes` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `service_id` int(11) DEFAULT NULL,
  `vcpus` int(11) NOT NULL,
  `memory_mb` int(11) NOT NULL,
  `local_gb` int(11) NOT NULL,
  `hypervisor_type` mediumtext NOT NULL,
  `hypervisor_hostname` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `compute_nodes`
--

INSERT INTO `compute_nodes` VALUES
('2024-01-22 08:10:00','2024-01-22 08:10:00',NULL,1,NULL,48,196608,960,'ironic','11111111-0000-4000-8000-00000000a001',0,'ironic-compute'),
('2024-01-22 08:10:00','2024-01-22 08:10:00',NULL,2,NULL,64,262144,1920,'ironic','22222222-0000-4000-8000-00000000a002',0,'ironic-compute'),
('2024-01-22 08:05:00','2024-01-22 08:05:00',NULL,3,NULL,32,131072,2000,'QEMU','kvm-01',0,'kvm-01');

--
-- Table structure for table `instance_actions`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_actions` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `action` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `message` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=19 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_actions`
--

INSERT INTO `instance_actions` VALUES
('2024-01-24 10:10:00','2024-01-24 10:30:00',1,'create','12500000-0000-4000-8000-000000000001','2024-01-24 10:10:00','2024-01-24 10:30:00',NULL),
('2024-01-31 09:38:00','2024-01-31 09:40:00',2,'delete','12500000-0000-4000-8000-000000000001','2024-01-31 09:38:00','2024-01-31 09:40:00',NULL),
('2024-01-25 09:00:00','2024-01-25 09:02:00',3,'create','12500000-0000-4000-8000-000000000002','2024-01-25 09:00:00','2024-01-25 09:02:00',NULL),
('2024-02-02 14:00:00','2024-02-02 14:02:00',4,'create','12500000-0000-4000-8000-000000000003','2024-02-02 14:00:00','2024-02-02 14:02:00',NULL),
('2024-02-03 12:10:00','2024-02-03 12:30:00',5,'create','12500000-0000-4000-8000-000000000004','2024-02-03 12:10:00','2024-02-03 12:30:00',NULL),
('2024-02-10 08:48:00','2024-02-10 08:50:00',6,'delete','12500000-0000-4000-8000-000000000004','2024-02-10 08:48:00','2024-02-10 08:50:00',NULL),
('2024-02-10 18:00:00','2024-02-10 18:01:00',7,'stop','12500000-0000-4000-8000-000000000003','2024-02-10 18:00:00','2024-02-10 18:01:00',NULL),
('2024-02-14 08:00:00','2024-02-14 08:01:00',8,'start','12500000-0000-4000-8000-000000000003','2024-02-14 08:00:00','2024-02-14 08:01:00',NULL),
('2024-02-15 11:00:00','2024-02-15 11:02:00',9,'create','12500000-0000-4000-8000-000000000005','2024-02-15 11:00:00','2024-02-15 11:02:00',NULL),
('2024-02-15 12:00:00','2024-02-15 12:03:00',10,'create','12500000-0000-4000-8000-000000000006','2024-02-15 12:00:00','2024-02-15 12:03:00','Error'),
('2024-02-20 16:00:00','2024-02-20 16:02:00',11,'delete','12500000-0000-4000-8000-000000000003','2024-02-20 16:00:00','2024-02-20 16:02:00',NULL),
('2024-02-26 10:10:00','2024-02-26 10:30:00',12,'create','12500000-0000-4000-8000-000000000007','2024-02-26 10:10:00','2024-02-26 10:30:00',NULL),
('2024-03-04 16:03:00','2024-03-04 16:05:00',13,'delete','12500000-0000-4000-8000-000000000007','2024-03-04 16:03:00','2024-03-04 16:05:00',NULL),
('2024-03-04 18:00:00','2024-03-04 18:20:00',14,'create','12500000-0000-4000-8000-000000000008','2024-03-04 18:00:00','2024-03-04 18:20:00',NULL),
('2024-03-11 09:48:00','2024-03-11 09:50:00',15,'delete','12500000-0000-4000-8000-000000000008','2024-03-11 09:48:00','2024-03-11 09:50:00',NULL),
('2024-03-05 08:10:00','2024-03-05 08:30:00',16,'create','12500000-0000-4000-8000-000000000009','2024-03-05 08:10:00','2024-03-05 08:30:00',NULL),
('2024-03-08 07:48:00','2024-03-08 07:50:00',17,'delete','12500000-0000-4000-8000-000000000009','2024-03-08 07:48:00','2024-03-08 07:50:00',NULL),
('2024-03-25 10:10:00','2024-03-25 10:30:00',18,'create','12500000-0000-4000-8000-000000000010','2024-03-25 10:10:00','2024-03-25 10:30:00',NULL);

--
-- Table structure for table `instance_actions_events`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_actions_events` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `event` varchar(255) DEFAULT NULL,
  `action_id` int(11) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `result` varchar(255) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=19 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_actions_events`
--

INSERT INTO `instance_actions_events` VALUES
(1,'compute__do_build_and_run_instance',1,'2024-01-24 10:10:00','2024-01-24 10:30:00','Success','ironic-compute'),
(2,'compute_terminate_instance',2,'2024-01-31 09:38:00','2024-01-31 09:40:00','Success','ironic-compute'),
(3,'compute__do_build_and_run_instance',3,'2024-01-25 09:00:00','2024-01-25 09:02:00','Success','kvm-01'),
(4,'compute__do_build_and_run_instance',4,'2024-02-02 14:00:00','2024-02-02 14:02:00','Success','kvm-01'),
(5,'compute__do_build_and_run_instance',5,'2024-02-03 12:10:00','2024-02-03 12:30:00','Success','ironic-compute'),
(6,'compute_terminate_instance',6,'2024-02-10 08:48:00','2024-02-10 08:50:00','Success','ironic-compute'),
(7,'compute_stop_instance',7,'2024-02-10 18:00:00','2024-02-10 18:01:00','Success','kvm-01'),
(8,'compute_start_instance',8,'2024-02-14 08:00:00','2024-02-14 08:01:00','Success','kvm-01'),
(9,'compute__do_build_and_run_instance',9,'2024-02-15 11:00:00','2024-02-15 11:02:00','Success','kvm-01'),
(10,'compute__do_build_and_run_instance',10,'2024-02-15 12:00:00','2024-02-15 12:03:00','Error','kvm-01'),
(11,'compute_terminate_instance',11,'2024-02-20 16:00:00','2024-02-20 16:02:00','Success','kvm-01'),
(12,'compute__do_build_and_run_instance',12,'2024-02-26 10:10:00','2024-02-26 10:30:00','Success','ironic-compute'),
(13,'compute_terminate_instance',13,'2024-03-04 16:03:00','2024-03-04 16:05:00','Success','ironic-compute'),
(14,'compute__do_build_and_run_instance',14,'2024-03-04 18:00:00','2024-03-04 18:20:00','Success','ironic-compute'),
(15,'compute_terminate_instance',15,'2024-03-11 09:48:00','2024-03-11 09:50:00','Success','ironic-compute'),
(16,'compute__do_build_and_run_instance',16,'2024-03-05 08:10:00','2024-03-05 08:30:00','Success','ironic-compute'),
(17,'compute_terminate_instance',17,'2024-03-08 07:48:00','2024-03-08 07:50:00','Success','ironic-compute'),
(18,'compute__do_build_and_run_instance',18,'2024-03-25 10:10:00','2024-03-25 10:30:00','Success','ironic-compute');

--
-- Table structure for table `instances`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instances` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `project_id` varchar(255) DEFAULT NULL,
  `vm_state` varchar(255) DEFAULT NULL,
  `memory_mb` int(11) DEFAULT NULL,
  `vcpus` int(11) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `launched_at` datetime DEFAULT NULL,
  `terminated_at` datetime DEFAULT NULL,
  `launched_on` mediumtext DEFAULT NULL,
  `instance_type_id` int(11) DEFAULT NULL,
  `uuid` varchar(36) NOT NULL,
  `root_gb` int(11) DEFAULT NULL,
  `ephemeral_gb` int(11) DEFAULT NULL,
  `node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=11 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instances`
--

INSERT INTO `instances` VALUES
('2024-01-24 10:10:00','2024-01-31 09:40:00','2024-01-31 09:40:00',1,'7ea00000000000000000000000000001','deleted',196608,48,'ironic-compute','2024-01-24 10:30:00','2024-01-31 09:40:00','ironic-compute',1,'12500000-0000-4000-8000-000000000001',960,0,'11111111-0000-4000-8000-00000000a001',1),
('2024-01-25 09:00:00','2024-01-25 09:02:00',NULL,2,'07e40000000000000000000000000002','active',16384,8,'kvm-01','2024-01-25 09:02:00',NULL,'kvm-01',2,'12500000-0000-4000-8000-000000000002',80,0,'kvm-01',0),
('2024-02-02 14:00:00','2024-02-20 16:02:00','2024-02-20 16:02:00',3,'07e40000000000000000000000000002','deleted',8192,4,'kvm-01','2024-02-02 14:02:00','2024-02-20 16:02:00','kvm-01',2,'12500000-0000-4000-8000-000000000003',40,0,'kvm-01',3),
('2024-02-03 12:10:00','2024-02-10 08:50:00','2024-02-10 08:50:00',4,'7ea00000000000000000000000000001','deleted',262144,64,'ironic-compute','2024-02-03 12:30:00','2024-02-10 08:50:00','ironic-compute',1,'12500000-0000-4000-8000-000000000004',1920,0,'22222222-0000-4000-8000-00000000a002',4),
('2024-02-15 11:00:00','2024-02-15 11:02:00',NULL,5,'07e40000000000000000000000000002','active',65536,16,'kvm-01','2024-02-15 11:02:00',NULL,'kvm-01',2,'12500000-0000-4000-8000-000000000005',160,0,'kvm-01',0),
('2024-02-15 12:00:00','2024-02-15 12:10:00','2024-02-15 12:10:00',6,'07e40000000000000000000000000002','deleted',131072,32,NULL,NULL,'2024-02-15 12:10:00',NULL,2,'12500000-0000-4000-8000-000000000006',320,0,NULL,6),
('2024-02-26 10:10:00','2024-02-26 10:30:00',NULL,7,'7ea00000000000000000000000000001','active',196608,48,'ironic-compute','2024-02-26 10:30:00',NULL,'ironic-compute',1,'12500000-0000-4000-8000-000000000007',960,0,'11111111-0000-4000-8000-00000000a001',0),
('2024-03-04 18:00:00','2024-03-11 09:50:00','2024-03-11 09:50:00',8,'7ea00000000000000000000000000001','deleted',196608,48,'ironic-compute','2024-03-04 18:20:00','2024-03-11 09:50:00','ironic-compute',1,'12500000-0000-4000-8000-000000000008',960,0,'11111111-0000-4000-8000-00000000a001',8),
('2024-03-05 08:10:00','2024-03-08 07:50:00','2024-03-08 07:50:00',9,'7ea00000000000000000000000000001','deleted',262144,64,'ironic-compute','2024-03-05 08:30:00','2024-03-08 07:50:00','ironic-compute',1,'12500000-0000-4000-8000-000000000009',1920,0,'22222222-0000-4000-8000-00000000a002',9),
('2024-03-25 10:10:00','2024-03-25 10:30:00',NULL,10,'7ea00000000000000000000000000001','active',196608,48,'ironic-compute','2024-03-25 10:30:00',NULL,'ironic-compute',1,'12500000-0000-4000-8000-000000000010',960,0,'11111111-0000-4000-8000-00000000a001',0);

--
-- Table structure for table `migrations`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `migrations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `source_compute` varchar(255) DEFAULT NULL,
  `dest_compute` varchar(255) DEFAULT NULL,
  `status` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `old_instance_type_id` int(11) DEFAULT NULL,
  `new_instance_type_id` int(11) DEFAULT NULL,
  `source_node` varchar(255) DEFAULT NULL,
  `dest_node` varchar(255) DEFAULT NULL,
  `migration_type` enum('migration','resize','live-migration','evacuation') DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `migrations`
--


--
-- Table structure for table `services`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `services` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `host` varchar(255) DEFAULT NULL,
  `binary` varchar(255) DEFAULT NULL,
  `disabled` tinyint(1) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `disabled_reason` varchar(255) DEFAULT NULL,
  `last_seen_up` datetime DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `services`
--

INSERT INTO `services` VALUES
('2024-01-22 07:50:00','2024-04-01 02:59:50',NULL,1,'controller','nova-conductor',0,0,NULL,'2024-04-01 02:59:50'),
('2024-01-22 08:00:00','2024-04-01 02:59:50',NULL,2,'ironic-compute','nova-compute',0,0,NULL,'2024-04-01 02:59:50'),
('2024-01-22 08:00:00','2024-04-01 02:59:50',NULL,3,'kvm-01','nova-compute',0,0,NULL,'2024-04-01 02:59:50');

--
-- Current Database: `nova_api`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `nova_api` /*!40100 DEFAULT CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci */;

USE `nova_api`;

--
-- Table structure for table `request_specs`
--

/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `request_specs` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) NOT NULL,
  `spec` mediumtext NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=11 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `request_specs`
--

INSERT INTO `request_specs` VALUES
('2024-01-24 10:10:00',NULL,1,'12500000-0000-4000-8000-000000000001','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"baremetal\"}},\"scheduler_hints\":{\"reservation\":[\"2e5e0000-0000-4000-8000-000000000001\"]}}}'),
('2024-01-25 09:00:00',NULL,2,'12500000-0000-4000-8000-000000000002','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"m1.large\"}},\"scheduler_hints\":null}}'),
('2024-02-02 14:00:00',NULL,3,'12500000-0000-4000-8000-000000000003','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"m1.medium\"}},\"scheduler_hints\":null}}'),
('2024-02-03 12:10:00',NULL,4,'12500000-0000-4000-8000-000000000004','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"baremetal\"}},\"scheduler_hints\":{\"reservation\":[\"2e5e0000-0000-4000-8000-000000000002\"]}}}'),
('2024-02-15 11:00:00',NULL,5,'12500000-0000-4000-8000-000000000005','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"m1.xlarge\"}},\"scheduler_hints\":null}}'),
('2024-02-15 12:00:00',NULL,6,'12500000-0000-4000-8000-000000000006','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"m1.huge\"}},\"scheduler_hints\":null}}'),
('2024-02-26 10:10:00',NULL,7,'12500000-0000-4000-8000-000000000007','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"baremetal\"}},\"scheduler_hints\":{\"reservation\":[\"2e5e0000-0000-4000-8000-000000000005\"]}}}'),
('2024-03-04 18:00:00',NULL,8,'12500000-0000-4000-8000-000000000008','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"baremetal\"}},\"scheduler_hints\":{\"reservation\":[\"2e5e0000-0000-4000-8000-000000000005\"]}}}'),
('2024-03-05 08:10:00',NULL,9,'12500000-0000-4000-8000-000000000009','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"baremetal\"}},\"scheduler_hints\":{\"reservation\":[\"2e5e0000-0000-4000-8000-000000000006\"]}}}'),
('2024-03-25 10:10:00',NULL,10,'12500000-0000-4000-8000-000000000010','{\"nova_object.name\":\"RequestSpec\",\"nova_object.data\":{\"flavor\":{\"nova_object.data\":{\"name\":\"baremetal\"}},\"scheduler_hints\":{\"reservation\":[\"2e5e0000-0000-4000-8000-000000000007\"]}}}');
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2024-04-01  3:00:02

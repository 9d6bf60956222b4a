-- loader:    nova.instance_actions
-- fact:      NovaInstanceAction
-- about:     instance
-- entity:    instanceUuid
-- key:       id
-- also:      nova.shadow_instance_actions
-- reads:     created_at, updated_at, id, instance_uuid, action, start_time, finish_time, message
-- identity:  id -> instance_uuid, action
-- events:    entity=instanceUuid, at=finishTime, started=startTime, action=action, event=-, result=message, parent=actionId
-- heartbeat: start_time, finish_time
-- releases:  older ones leave finish_time NULL: then only the action's events tell when it ended. message is 'Error' or NULL.
-- column createdAt    instant           <- created_at
-- column updatedAt    instant  volatile <- updated_at
-- column instanceUuid String   required <- instance_uuid
-- column actionId     Long     required <- id
-- column action       String            <- action
-- column startTime    instant           <- start_time
-- column finishTime   instant           <- finish_time
-- column message      String            <- message
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    text(raw.instance_uuid) AS instanceUuid,
    whole(raw.id) AS actionId,
    text(raw.action) AS action,
    instant(raw.start_time) AS startTime,
    instant(raw.finish_time) AS finishTime,
    text(raw.message) AS message
FROM raw

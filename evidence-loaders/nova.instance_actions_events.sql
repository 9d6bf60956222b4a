-- loader:    nova.instance_actions_events
-- fact:      NovaInstanceActionEvent
-- about:     instance
-- entity:    instanceUuid
-- key:       id
-- also:      nova.shadow_instance_actions_events
-- reads:     id, action_id, event, start_time, finish_time, result, host?
-- events:    entity=instanceUuid, at=finishTime, started=startTime, action=action, event=event, result=result, host=host, parent=actionId
-- heartbeat: start_time, finish_time
-- releases:  host came with Icehouse. It is the nova-compute service's host, or a controller's; on bare metal never the node.
-- column instanceUuid String   derived  <- action_id
-- column actionId     Long     required <- action_id
-- column action       String   derived  <- action_id
-- column event        String            <- event
-- column startTime    instant           <- start_time
-- column finishTime   instant           <- finish_time
-- column result       String            <- result
-- column host         String            <- host
SELECT
    raw.origin,
    -- Instance and action are NULL where the action's row is missing.
    parent.key AS instanceUuid,
    whole(raw.action_id) AS actionId,
    parent.action AS action,
    text(raw.event) AS event,
    instant(raw.start_time) AS startTime,
    instant(raw.finish_time) AS finishTime,
    text(raw.result) AS result,
    text(raw.host) AS host
FROM raw
LEFT JOIN identity_nova_instance_actions parent
    ON parent.id = text(raw.action_id) AND raw.seen >= parent.first AND raw.seen < parent.last

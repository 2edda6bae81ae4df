-- Begin and end of steps are found through their resource, as through their owner: of one with many runs a page would
-- take as long as all of them. So a neighbour is one of the same resource.
update event set frequent = 1
where frequent = 2 and exists (
  select 1 from event before where before.position = event.position - 1
    and (before.resource_id <> event.resource_id or before.owner_id <> event.owner_id));

drop index event_resource;
create index event_resource on event (resource_id) where frequent < 2;

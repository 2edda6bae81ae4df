-- Steps had rows of their own; now they are what the events of their run tell. Only the outputs were not in the events
-- yet: runs that go on keep them in their row.
update state set body = json_set(body, '$.outputs_before', json((
  select json_group_object(json_extract(step.body, '$.name'), json(step.body -> '$.outputs'))
  from state step where step.kind = 'step' and step.parent_id = state.id
    and json_extract(step.body, '$.outputs') is not null)))
where kind = 'run' and open = 1;

delete from state where kind = 'step';

drop index state_parent;
drop index state_owner;
alter table state drop column parent_id;
create index state_owner on state (kind, owner_id, id);

-- frequent = 2: written right behind an event of the same run, and found through that one. A step ends and the next
-- begins in one commit, so half of the frequent events need no place in an index.
drop index event_run;
drop index event_owner;
create index event_run on event (run_id) where run_id is not null and frequent < 2;
create index event_owner on event (owner_id) where frequent < 2;

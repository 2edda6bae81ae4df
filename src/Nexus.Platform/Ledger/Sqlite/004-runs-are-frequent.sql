-- Begin and end of a run are as frequent as its steps: found through it, by its "created" event, which stays indexed.
update event set frequent = 1
where frequent = 0 and run_id is not null and name in ('xyn.run.started', 'xyn.run.completed');

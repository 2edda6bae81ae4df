-- How far the ledger is read: one row. It moves in the commit that keeps what was read.
create table place (
  id       integer primary key check (id = 1),
  position integer not null
) strict;

insert into place values (1, 0);

-- What one event told of: one row for a run that has ended, with what each of its steps used, and one for an
-- artifact. They are spread out to footprints when somebody asks. The position of the event is the key, so that none is
-- there twice.
create table footprint (
  position    integer primary key,
  at          integer not null,
  run_id      blob,
  step_id     blob,
  source_kind text not null,
  source_ref  text not null,
  name        text not null,
  owner_id    text not null,
  class       text not null,
  metrics     text not null,
  steps       text not null
) strict;

create index footprint_run on footprint (run_id) where run_id is not null;

-- Sums of an hour, for ever; hour counts from 1970.
create table usage_hour (
  hour      integer not null,
  owner_id  text    not null,
  blueprint text    not null,
  metric    text    not null,
  class     text    not null,
  quantity  integer not null,
  count     integer not null,
  primary key (hour, owner_id, blueprint, metric, class)
) strict, without rowid;

-- How long the completed runs of a blueprint take: a mean and a variance in which newer ones weigh more.
create table baseline (
  owner_id  text    not null,
  blueprint text    not null,
  runs      integer not null,
  mean      real    not null,
  variance  real    not null,
  primary key (owner_id, blueprint)
) strict, without rowid;

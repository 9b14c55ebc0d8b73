CREATE TABLE runs (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  session TEXT,
  user TEXT,
  run TEXT NOT NULL
);
CREATE INDEX runs_session ON runs (session);
CREATE INDEX runs_user ON runs (user);
CREATE TABLE ratings (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT,
  text TEXT,
  session TEXT,
  user TEXT,
  run TEXT NOT NULL
);
CREATE INDEX ratings_run ON ratings (run_id);

CREATE TABLE heddle.drafts (
  id text COLLATE "C" PRIMARY KEY,
  cluster text COLLATE "C" NOT NULL,
  author text,
  version integer NOT NULL,
  updated_at bigint NOT NULL,
  draft json NOT NULL
);
--> statement-breakpoint
CREATE INDEX drafts_of_cluster ON heddle.drafts (cluster, updated_at DESC, id);
--> statement-breakpoint
CREATE TABLE heddle.changes (
  id text COLLATE "C" PRIMARY KEY,
  cluster text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  phase text NOT NULL,
  record json NOT NULL,
  prediction json,
  outcome json
);
--> statement-breakpoint
CREATE INDEX changes_of_cluster ON heddle.changes (cluster, created_at DESC, id DESC);
--> statement-breakpoint
CREATE INDEX changes_by_phase ON heddle.changes (phase);
--> statement-breakpoint
CREATE TABLE heddle.journal (
  change_id text COLLATE "C" NOT NULL REFERENCES heddle.changes (id),
  seq integer NOT NULL,
  at bigint NOT NULL,
  event json NOT NULL,
  PRIMARY KEY (change_id, seq)
);
--> statement-breakpoint
CREATE TABLE heddle.leases (
  name text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL,
  expires bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE heddle.layouts (
  key text COLLATE "C" PRIMARY KEY,
  layout json,
  updated_at bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE heddle.views (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  place text NOT NULL,
  search text NOT NULL,
  author text
);

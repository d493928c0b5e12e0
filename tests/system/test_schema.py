"""Migrations: once, in order, under a lock; and a daemon that refuses a schema it does not know."""

import concurrent.futures

import harness


class Schema(harness.unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pg = harness.Postgres()

    @classmethod
    def tearDownClass(cls):
        cls.pg.close()

    def daemon(self, name, migrate):
        conninfo = self.pg.create_database(name)
        daemon = harness.Daemon(conninfo, migrate=False, wait=False) if not migrate else harness.Daemon(conninfo)
        self.addCleanup(daemon.close)
        return daemon

    def assert_refuses(self, daemon, *words):
        self.assertNotEqual(daemon.process.wait(harness.PATIENCE_S), 0)
        log = daemon.log()
        for word in words:
            self.assertIn(word, log)

    def test_serve_when_nothing_is_migrated_then_refuses_and_says_what_to_do(self):
        self.assert_refuses(self.daemon("empty", migrate=False), "tongbid migrate")

    def test_serve_when_schema_is_newer_then_refuses(self):
        daemon = self.daemon("newer", migrate=True)
        daemon.stop()
        columns = [row[0] for row in self.pg.sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'schema_migrations' ORDER BY 1", "newer")]
        self.assertIn("version", columns)
        self.pg.sql(
            "CREATE TEMP TABLE m AS SELECT * FROM schema_migrations ORDER BY version DESC LIMIT 1;"
            "UPDATE m SET version = 9999; INSERT INTO schema_migrations SELECT * FROM m", "newer")
        daemon.start(wait=False)
        self.assert_refuses(daemon, "9999")
        self.assertNotEqual(daemon.command("migrate", check=False).returncode, 0)

    def test_serve_when_schema_is_older_then_refuses_until_migrated(self):
        daemon = self.daemon("older", migrate=True)
        daemon.stop()
        versions = self.pg.sql("SELECT version FROM schema_migrations ORDER BY version", "older")
        self.assertGreater(len(versions), 0)
        self.pg.sql("DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)", "older")
        daemon.start(wait=False)
        self.assert_refuses(daemon, "tongbid migrate")

    def test_migrate_when_a_migration_was_altered_then_refuses(self):
        daemon = self.daemon("altered", migrate=True)
        daemon.stop()
        self.pg.sql("UPDATE schema_migrations SET checksum = decode(repeat('00', 32), 'hex') WHERE version = 1", "altered")
        done = daemon.command("migrate", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"igration 0*1\b")

    def test_migrate_when_run_again_then_changes_nothing(self):
        daemon = self.daemon("again", migrate=True)
        before = self.pg.sql("SELECT * FROM schema_migrations ORDER BY 1", "again")
        daemon.command("migrate")
        self.assertEqual(self.pg.sql("SELECT * FROM schema_migrations ORDER BY 1", "again"), before)

    def test_migrate_when_run_by_many_at_once_then_each_migration_once(self):
        conninfo = self.pg.create_database("crowd")
        daemon = harness.Daemon(conninfo, migrate=False, wait=False)
        self.addCleanup(daemon.close)
        daemon.process.wait(harness.PATIENCE_S)
        with concurrent.futures.ThreadPoolExecutor(5) as pool:
            done = list(pool.map(lambda _: daemon.command("migrate", check=False), range(5)))
        self.assertEqual([d.returncode for d in done], [0] * 5, [d.stderr for d in done])
        versions = [row[0] for row in self.pg.sql("SELECT version FROM schema_migrations ORDER BY version", "crowd")]
        self.assertEqual(len(versions), len(set(versions)))
        daemon.start()


if __name__ == "__main__":
    harness.main()

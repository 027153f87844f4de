package io.edgeauth.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One PostgreSQL for all tests of a JVM, on loopback and a free port. */
final class TestPostgres {

  private static final AtomicInteger TABLES = new AtomicInteger();

  private static final class Holder {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void close(EmbeddedPostgres server) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private TestPostgres() {}

  static DataSource dataSource() {
    return Holder.SERVER.getPostgresDatabase();
  }

  static String url() {
    return Holder.SERVER.getJdbcUrl("postgres", "postgres");
  }

  /** A name that no other test has. */
  static String freshTable() {
    return "keys_" + TABLES.incrementAndGet();
  }
}

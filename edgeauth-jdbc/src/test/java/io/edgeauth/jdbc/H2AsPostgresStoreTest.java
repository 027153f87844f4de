package io.edgeauth.jdbc;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

final class H2AsPostgresStoreTest extends JdbcStoreContract {

  @Override
  DataSource dataSource() {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL(
        "jdbc:h2:mem:postgres;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
            + "DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
    return h2;
  }
}

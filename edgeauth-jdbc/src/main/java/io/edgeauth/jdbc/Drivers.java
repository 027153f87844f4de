package io.edgeauth.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the driver of an address. An application's own come first: in a servlet container the
 * driver manager knows only those that its own class path had when it began.
 */
final class Drivers {

  private Drivers() {}

  /** The driver, or null. Contacts nobody. */
  static @Nullable Driver find(String url) {
    try {
      for (Driver driver : ServiceLoader.load(Driver.class)) {
        if (accepts(driver, url)) {
          return driver;
        }
      }
    } catch (ServiceConfigurationError e) {
      // Another driver's trouble; what is registered may still do.
    }
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      return null;
    }
  }

  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException e) {
      return false;
    }
  }

  /** How an address begins, such as {@code jdbc:postgresql}; what follows may hold a password. */
  static String kind(String url) {
    int end = url.startsWith("jdbc:") ? url.indexOf(':', 5) : -1;
    boolean plain =
        end > 5
            && url.substring(5, end)
                .chars()
                .allMatch(c -> c < 0x7f && Character.isLetterOrDigit(c));
    return plain ? url.substring(0, end) : "jdbc";
  }
}

package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds the configuration that an init-param names. Only a file is watched; what is packed into an
 * archive does not change.
 */
final class ConfigurationLocation {

  private static final String CLASS_PATH = "classpath:";
  private static final String WEB_INF = "/WEB-INF/";

  private ConfigurationLocation() {}

  static EdgeAuth read(String location, ServletContext context) throws ServletException {
    if (location.startsWith(CLASS_PATH)) {
      String name = location.substring(CLASS_PATH.length());
      return of(location, context.getClassLoader().getResourceAsStream(name));
    }
    if (location.startsWith(WEB_INF)) {
      String file = context.getRealPath(location);
      return file == null
          ? of(location, context.getResourceAsStream(location))
          : EdgeAuth.from(Path.of(file));
    }
    return EdgeAuth.from(Path.of(location));
  }

  private static EdgeAuth of(String location, @Nullable InputStream content)
      throws ServletException {
    if (content == null) {
      throw new ServletException("EdgeAuthFilter: there is no " + location);
    }
    try (content) {
      String yaml = new String(content.readAllBytes(), StandardCharsets.UTF_8);
      return EdgeAuth.builder().configuration(location, yaml).build();
    } catch (IOException e) {
      throw new ServletException("EdgeAuthFilter: " + location + " cannot be read", e);
    }
  }
}

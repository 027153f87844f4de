package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import jakarta.servlet.http.HttpServlet;
import java.util.List;
import java.util.Map;

/**
 * What a test runs in a container, with the filter in front of it. The page for errors is at {@code
 * /error}.
 *
 * @param edge decides
 * @param contextPath where the application lies in its server
 * @param servlets by what they are mapped to
 * @param welcomeFiles what stands for a folder
 * @param settings how the container is set
 */
record Application(
    EdgeAuth edge,
    String contextPath,
    Map<String, HttpServlet> servlets,
    List<String> welcomeFiles,
    Settings settings) {

  /** How a container is set. */
  enum Settings {
    /** As it comes. */
    USUAL,
    /** It lets pass what its settings can let pass of the paths that servers read differently. */
    LENIENT,
    /** It takes the client's address from X-Forwarded-For. */
    REWRITES_PEER
  }

  Application(EdgeAuth edge, Map<String, HttpServlet> servlets) {
    this(edge, "", servlets, List.of(), Settings.USUAL);
  }

  Application below(String path) {
    return new Application(edge, path, servlets, welcomeFiles, settings);
  }

  Application welcoming(String file) {
    return new Application(edge, contextPath, servlets, List.of(file), settings);
  }

  Application with(Settings other) {
    return new Application(edge, contextPath, servlets, welcomeFiles, other);
  }

  boolean has(Settings other) {
    return settings == other;
  }

  /** The servlet behind everything is known by a name, for dispatches that use one. */
  static String nameOf(String mapping) {
    return mapping.equals("/*") ? "target" : mapping;
  }
}

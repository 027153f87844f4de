package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a test runs in a container, with the filter in front of it. The page for errors is at {@code
 * /error}.
 *
 * @param filter EdgeAuth's, or one that has it inside
 * @param contextPath where the application lies in its server
 * @param servlets by what they are mapped to
 * @param welcomeFiles what stands for a folder
 * @param settings how the container is set
 */
record Application(
    Filter filter,
    String contextPath,
    Map<String, HttpServlet> servlets,
    List<String> welcomeFiles,
    Settings settings) {

  /** How a container is set. */
  enum Settings {
    /** As it comes. */
    USUAL,
    /** What docs/containers.md tells to set together with {@code allow-ambiguous}. */
    DOCUMENTED,
    /** As Jetty is documented, but servlets are not told which resource such a path leads to. */
    RESOURCE_UNTOLD,
    /** It lets pass as much as its settings can, also what nobody should allow. */
    LENIENT,
    /** It takes the client's address from X-Forwarded-For. */
    REWRITES_PEER,
    /** It has {@link ServerTls}, and no other protocol than HTTP/1.1. */
    TLS
  }

  Application(EdgeAuth edge, Map<String, HttpServlet> servlets) {
    this(EdgeAuthFilter.of(edge), "", servlets, List.of(), Settings.USUAL);
  }

  Application below(String path) {
    return new Application(filter, path, servlets, welcomeFiles, settings);
  }

  Application welcoming(String file) {
    return new Application(filter, contextPath, servlets, List.of(file), settings);
  }

  Application with(Settings other) {
    return new Application(filter, contextPath, servlets, welcomeFiles, other);
  }

  /** Puts a servlet in the place of another. */
  Application serving(String mapping, HttpServlet servlet) {
    Map<String, HttpServlet> others = new LinkedHashMap<>(servlets);
    others.put(mapping, servlet);
    return new Application(filter, contextPath, others, welcomeFiles, settings);
  }

  /** Puts another filter around the one there is. */
  Application inside(UnaryOperator<Filter> outer) {
    return new Application(outer.apply(filter), contextPath, servlets, welcomeFiles, settings);
  }

  boolean isLenient() {
    return has(Settings.DOCUMENTED) || has(Settings.LENIENT);
  }

  boolean has(Settings other) {
    return settings == other;
  }

  /** Where containers look whether a folder is one before they look for its welcome file. */
  static Path folder() {
    try {
      Path folder = Files.createTempDirectory("edgeauth-files");
      Path docs = Files.createDirectory(folder.resolve("docs"));
      folder.toFile().deleteOnExit();
      docs.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The servlet behind everything is known by a name, for dispatches that use one. */
  static String nameOf(String mapping) {
    return mapping.equals("/*") ? "target" : mapping;
  }
}

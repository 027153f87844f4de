package io.edgeauth.examples.gateway;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problems;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file as both of its readers see it: the library its root {@code edgeauth}, the
 * gateway its root {@code gateway}. Their problems are told together.
 */
final class Configured implements AutoCloseable {

  private final EdgeAuth edge;
  private final @Nullable LiveSettings gateway;

  private Configured(EdgeAuth edge, @Nullable LiveSettings gateway) {
    this.edge = edge;
    this.gateway = gateway;
  }

  /**
   * Reads a file to serve by it.
   *
   * @throws ConfigurationException with the problems of both roots
   */
  static Configured toServe(Path file) {
    Problems problems = new Problems();
    LiveSettings live = LiveSettings.read(file, true, problems);
    EdgeAuthBuilder builder = EdgeAuth.builder().configuration(file);
    if (problems.isEmpty() && live != null) {
      builder.companion(live).listener(live);
    } else {
      builder.onlyLooking(); // nothing will be served, so nobody need be called
    }
    return together(builder, live, problems);
  }

  /**
   * Reads a file to look at it. The root {@code gateway} may be missing: the file may be meant for
   * another application.
   *
   * @throws ConfigurationException with the problems of both roots
   */
  static Configured toLook(Path file) {
    Problems problems = new Problems();
    LiveSettings live = LiveSettings.read(file, false, problems);
    return together(EdgeAuth.builder().configuration(file).onlyLooking(), live, problems);
  }

  private static Configured together(
      EdgeAuthBuilder builder, @Nullable LiveSettings live, Problems problems) {
    EdgeAuth edge = null;
    try {
      edge = builder.build();
    } catch (ConfigurationException e) {
      e.problems()
          .forEach(problem -> problems.add(problem.origin(), problem.keyPath(), problem.message()));
    }
    if (edge != null && problems.isEmpty()) {
      return new Configured(edge, live);
    }
    if (edge != null) {
      edge.close();
    }
    problems.throwIfAny();
    throw new IllegalStateException("neither a configuration nor a problem");
  }

  EdgeAuth edge() {
    return edge;
  }

  /** The gateway's settings; null where the file has none. */
  @Nullable LiveSettings gateway() {
    return gateway;
  }

  @Override
  public void close() {
    edge.close();
  }
}

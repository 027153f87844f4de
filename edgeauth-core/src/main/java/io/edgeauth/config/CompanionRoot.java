package io.edgeauth.config;

/**
 * Another root of EdgeAuth's configuration file, whose owner takes it over together with EdgeAuth's
 * own: at the start and at each change of the file either both come into force or neither.
 */
@FunctionalInterface
public interface CompanionRoot {

  /**
   * Reads it. Called by the thread that starts EdgeAuth or reads the file again, never twice at
   * once; may block on files.
   *
   * @param file the file's top level
   * @param edgeauth what EdgeAuth's root says; defaults stand where that has problems
   * @param problems gets everything that is wrong with this root
   * @return what puts it in force: run once and at once, right before EdgeAuth's own root is, if
   *     neither has a problem; it must not throw
   */
  Runnable read(Section file, Settings edgeauth, Problems problems);
}

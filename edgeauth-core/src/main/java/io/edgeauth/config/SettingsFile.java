package io.edgeauth.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file.
 *
 * <p>Stateless, for any thread. Blocks on the file; no call goes out.
 */
public final class SettingsFile {

  private SettingsFile() {}

  /**
   * A file with two readers.
   *
   * @param settings what its root {@code edgeauth} says
   * @param takeover puts the other root in force
   */
  public record Both(Settings settings, Runnable takeover) {}

  /**
   * Reads the root {@code edgeauth} of a file, and another one from the same bytes.
   *
   * @param file YAML
   * @param companion reads the other root
   * @param environment the environment variables
   * @param problems gets everything that is wrong with either
   * @return what was read; with problems it is of no use
   */
  public static Both read(
      Path file, CompanionRoot companion, Map<String, String> environment, Problems problems) {
    Section root = open(file, environment, problems);
    if (root == null) {
      return new Both(Settings.defaults(), () -> {});
    }
    Settings settings = settings(root, environment);
    return new Both(settings, companion.read(root, settings, problems));
  }

  /**
   * Reads the root {@code edgeauth} of a file. Other roots are their owners' affair.
   *
   * @param file YAML
   * @param environment the environment variables
   * @param problems gets everything that is wrong
   * @return what was read; defaults stand where there was a problem
   */
  public static Settings read(Path file, Map<String, String> environment, Problems problems) {
    Section root = open(file, environment, problems);
    return root == null ? Settings.defaults() : settings(root, environment);
  }

  /**
   * Reads the root {@code edgeauth} of a text.
   *
   * @param name how problems call it
   * @param yaml the text
   * @param environment the environment variables
   * @param problems gets everything that is wrong
   * @return what was read; defaults stand where there was a problem
   */
  public static Settings read(
      String name, String yaml, Map<String, String> environment, Problems problems) {
    int before = problems.list().size();
    ConfigNode.Mapping mapping = YamlSource.read(name, yaml, environment, problems);
    Section root = opened(mapping, before, Path.of(""), problems);
    return root == null ? Settings.defaults() : settings(root, environment);
  }

  /**
   * Opens a file whose other roots belong to an application, such as the gateway's.
   *
   * @param file YAML
   * @param environment the environment variables
   * @param problems gets what is wrong with the file's form
   * @return its top level, or null where the file cannot be read at all: then there is a problem
   */
  public static @Nullable Section open(
      Path file, Map<String, String> environment, Problems problems) {
    int before = problems.list().size();
    ConfigNode.Mapping mapping = YamlSource.read(file, environment, problems);
    Path directory = file.toAbsolutePath().getParent();
    return opened(mapping, before, directory == null ? Path.of("") : directory, problems);
  }

  private static @Nullable Section opened(
      ConfigNode.Mapping mapping, int problemsBefore, Path directory, Problems problems) {
    boolean unreadable = mapping.entries().isEmpty() && problems.list().size() > problemsBefore;
    return unreadable ? null : Section.of(mapping, "", directory, problems);
  }

  private static Settings settings(Section root, Map<String, String> environment) {
    Section edgeauth = root.section("edgeauth");
    if (edgeauth == null) {
      root.problem(
          "edgeauth", "missing (expected: the section edgeauth, with authenticators and routes)");
      return Settings.defaults();
    }
    return new SettingsReader(edgeauth, environment).read();
  }
}

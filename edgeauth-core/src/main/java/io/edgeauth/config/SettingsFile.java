package io.edgeauth.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file. */
public final class SettingsFile {

  private SettingsFile() {}

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
    Problems ofForm = new Problems();
    Section root =
        opened(YamlSource.read(name, yaml, environment, ofForm), ofForm, Path.of(""), problems);
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
    Problems ofForm = new Problems();
    Path directory = file.toAbsolutePath().getParent();
    return opened(
        YamlSource.read(file, environment, ofForm),
        ofForm,
        directory == null ? Path.of("") : directory,
        problems);
  }

  private static @Nullable Section opened(
      ConfigNode.Mapping mapping, Problems ofForm, Path directory, Problems problems) {
    ofForm
        .list()
        .forEach(problem -> problems.add(problem.origin(), problem.keyPath(), problem.message()));
    boolean unreadable = mapping.entries().isEmpty() && !ofForm.isEmpty();
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

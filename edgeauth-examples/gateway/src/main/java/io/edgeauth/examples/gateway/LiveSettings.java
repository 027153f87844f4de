package io.edgeauth.examples.gateway;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problem;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Section;
import io.edgeauth.config.Settings;
import io.edgeauth.config.SettingsFile;
import io.edgeauth.event.ConfigurationEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.http.Problem.Format;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's settings as they are now: read again whenever the library has taken a changed file.
 * Any thread may ask.
 */
final class LiveSettings implements EdgeEventListener {

  private static final Logger log = LoggerFactory.getLogger(LiveSettings.class);

  /**
   * What one reading of the file gave.
   *
   * @param requestIdHeader the library's name for it, under which answers of the gateway's own
   *     repeat it
   * @param errors how refusals are written
   * @param identityNames the headers that no upstream tells a client
   */
  record Reading(
      GatewaySettings gateway,
      String requestIdHeader,
      Format errors,
      IdentityNames identityNames) {}

  private final Path file;
  private volatile Reading current;

  private LiveSettings(Path file, Reading current) {
    this.file = file;
    this.current = current;
  }

  /**
   * Reads the root {@code gateway}.
   *
   * @param required whether a file without it is a problem
   * @param problems gets what is wrong with that root, not with the other
   * @return the settings, or null where there are none
   * @throws io.edgeauth.config.ConfigurationException if the file cannot be read at all
   */
  static @Nullable LiveSettings read(Path file, boolean required, Problems problems) {
    Reading reading = reading(file, required, problems);
    return reading == null ? null : new LiveSettings(file, reading);
  }

  private static @Nullable Reading reading(Path file, boolean required, Problems problems) {
    Section root = SettingsFile.open(file, System.getenv(), problems);
    if (root == null) {
      problems.throwIfAny(); // the library would find its root missing in it, too
      return null;
    }
    Section section = root.section("gateway");
    if (section == null) {
      if (required && !root.has("gateway")) {
        root.problem("gateway", "missing (expected: the section gateway, with upstreams)");
      }
      return null;
    }
    GatewaySettings settings = new GatewayReader(section).read();
    Settings ofLibrary = SettingsFile.read(file, System.getenv(), new Problems());
    return settings == null
        ? null
        : new Reading(
            settings,
            ofLibrary.forward().requestIdHeader(),
            ofLibrary.errorFormat(),
            IdentityNames.of(ofLibrary.forward()));
  }

  Reading now() {
    return current;
  }

  @Override
  public void on(EdgeEvent event) {
    if (event instanceof ConfigurationEvent changed
        && changed.change() == ConfigurationEvent.Change.APPLIED) {
      readAgain();
    }
  }

  private void readAgain() {
    Problems problems = new Problems();
    Reading next = null;
    try {
      next = reading(file, true, problems);
    } catch (ConfigurationException e) {
      log.debug("the file changed again", e);
    }
    if (next == null || !problems.isEmpty()) {
      log.error(
          "{}: its root edgeauth is in force as it now reads, its root gateway is refused, and what"
              + " that said before stays in force:\n{}",
          file,
          problems.list().stream().map(Problem::toString).collect(Collectors.joining("\n")));
      return;
    }
    if (!next.gateway().listensAs(current.gateway())) {
      log.warn("gateway.listen or gateway.tls has changed: restart the gateway for it");
    }
    current = next;
  }
}

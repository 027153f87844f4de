package io.edgeauth.examples.gateway;

import io.edgeauth.authn.mtls.Mtls;
import io.edgeauth.config.CompanionRoot;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Section;
import io.edgeauth.config.Settings;
import io.edgeauth.config.SettingsFile;
import io.edgeauth.event.ConfigurationEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.event.FileEvent;
import io.edgeauth.http.Problem.Format;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's settings as they are now: taken over together with the library's, or not at all.
 * Any thread may ask.
 *
 * <p>The two cannot change in one instant. So the new settings are shown as {@code coming} before
 * the library's routes change, and count when those have: a request that was decided meanwhile goes
 * on only where both say the same, and never by old routes to a new upstream.
 */
final class LiveSettings implements CompanionRoot, EdgeEventListener {

  private static final Logger log = LoggerFactory.getLogger(LiveSettings.class);

  /**
   * What one reading of the file gave.
   *
   * @param number how many were in force before it
   * @param requestIdHeader the library's name for it, under which answers of the gateway's own
   *     repeat it
   * @param errors how refusals are written
   * @param identityNames the headers that no upstream tells a client
   */
  record Reading(
      int number,
      GatewaySettings gateway,
      String requestIdHeader,
      Format errors,
      IdentityNames identityNames) {}

  private final GatewaySettings started;
  private final List<Consumer<GatewaySettings>> followers = new CopyOnWriteArrayList<>();
  private volatile Reading current;
  private volatile @Nullable Reading coming;

  private LiveSettings(Reading first) {
    this.started = first.gateway();
    this.current = first;
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
    Section root = SettingsFile.open(file, System.getenv(), problems);
    if (root == null) {
      problems.throwIfAny(); // the library would find its root missing in it, too
      return null;
    }
    Settings ofLibrary = SettingsFile.read(file, System.getenv(), new Problems());
    Reading reading = reading(0, root, ofLibrary, required);
    return reading == null ? null : new LiveSettings(reading);
  }

  private static @Nullable Reading reading(
      int number, Section root, Settings ofLibrary, boolean required) {
    Section section = root.section("gateway");
    if (section == null) {
      if (required && !root.has("gateway")) {
        root.problem("gateway", "missing (expected: the section gateway, with upstreams)");
      }
      return null;
    }
    GatewaySettings settings = new GatewayReader(section, takesCertificates(ofLibrary)).read();
    return settings == null
        ? null
        : new Reading(
            number,
            settings,
            ofLibrary.forward().requestIdHeader(),
            ofLibrary.errorFormat(),
            IdentityNames.of(ofLibrary.forward()));
  }

  private static boolean takesCertificates(Settings ofLibrary) {
    return ofLibrary.authenticators().stream().anyMatch(named -> named.spec() instanceof Mtls);
  }

  Reading now() {
    return current;
  }

  /**
   * Tells somebody of all settings that come into force from now on, and of these again when a file
   * that the library reads has changed; must not throw.
   */
  void tell(Consumer<GatewaySettings> follower) {
    followers.add(follower);
  }

  /**
   * The settings by which a request goes on after it was decided.
   *
   * @param before what {@link #now} said before
   * @param rawPath its path
   * @return null where other routes than those that go with its upstream may have decided it
   */
  @Nullable Reading after(Reading before, String rawPath) {
    Reading next = coming; // asked before what it becomes
    Reading last = next == null ? current : next;
    // Between two that are not neighbours there were routes that went with another upstream yet.
    boolean neighbours = last.number() - before.number() <= 1;
    boolean same = Objects.equals(origin(last, rawPath), origin(before, rawPath));
    return neighbours && same ? before : null;
  }

  private static @Nullable URI origin(Reading reading, String rawPath) {
    Upstream upstream = reading.gateway().upstreams().find(rawPath);
    return upstream == null ? null : upstream.origin();
  }

  @Override
  public Runnable read(Section file, Settings edgeauth, Problems problems) {
    Reading next = reading(current.number() + 1, file, edgeauth, true);
    return () -> coming = next;
  }

  @Override
  public void on(EdgeEvent event) {
    if (event instanceof FileEvent file && file.taken()) {
      followers.forEach(follower -> follower.accept(current.gateway()));
      return;
    }
    Reading next = coming;
    if (next == null
        || !(event instanceof ConfigurationEvent changed)
        || changed.change() != ConfigurationEvent.Change.APPLIED) {
      return;
    }
    current = next;
    coming = null;
    if (!next.gateway().listensAs(started)) {
      log.warn("gateway.listen, or whether it has TLS, has changed: restart the gateway for it");
    }
    if (!next.gateway().isManagedAs(started)) {
      log.warn("gateway.management has changed: restart the gateway for it");
    }
    followers.forEach(follower -> follower.accept(next.gateway()));
  }
}

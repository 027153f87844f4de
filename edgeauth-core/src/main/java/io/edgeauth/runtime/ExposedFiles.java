package io.edgeauth.runtime;

import io.edgeauth.event.EventSink;
import io.edgeauth.event.FileExposedEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Warns of files that others may write, and of secrets that they may read. It refuses none: what
 * may be read by whom is the operator's to decide, and a restart that fails for it would help
 * nobody.
 *
 * <p>Any number of threads may use it at once. Each question asks the file system.
 */
public final class ExposedFiles {

  private final Clock clock;
  private final EventSink events;
  private final Map<Path, List<String>> told = new HashMap<>();

  ExposedFiles(Clock clock, EventSink events) {
    this.clock = clock;
    this.events = events;
  }

  /**
   * Looks at a file that decides who gets in. To be called whenever it has been read.
   *
   * @param file the file
   */
  public void lookAt(Path file) {
    lookAt(file, false);
  }

  /**
   * Looks at a file that holds a secret or a private key. To be called whenever it has been read.
   *
   * @param file the file
   */
  public void lookAtSecret(Path file) {
    lookAt(file, true);
  }

  private void lookAt(Path file, boolean secret) {
    List<String> now = FileExposure.of(file, secret);
    for (String exposure : fresh(file, now)) {
      events.publish(new FileExposedEvent(clock.instant(), file.toString(), exposure));
    }
  }

  /** What was told stays told until it no longer holds. */
  private synchronized List<String> fresh(Path file, List<String> now) {
    List<String> before = told.getOrDefault(file, List.of());
    told.put(file, now);
    return now.stream().filter(exposure -> !before.contains(exposure)).toList();
  }
}

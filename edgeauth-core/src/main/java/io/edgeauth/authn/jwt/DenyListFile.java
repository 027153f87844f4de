package io.edgeauth.authn.jwt;

import io.edgeauth.authn.jwt.DenyListReader.Reading;
import io.edgeauth.event.FileEvent;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.nio.file.Path;

/**
 * The denials in a file, as it changes. One that cannot be read, or is wrong in any line, leaves
 * the last good denials in force. Any number of threads may use it at once; none waits for a
 * change.
 */
final class DenyListFile implements AutoCloseable {

  private final Path file;
  private final EdgeRuntime runtime;
  private final Watch watch;
  private volatile DenialIndex index;

  private DenyListFile(Path file, EdgeRuntime runtime) {
    this.file = file;
    this.runtime = runtime;
    this.watch = runtime.files().watch(file, this::readAgain);
    synchronized (this) { // a change while the file is read for the first time comes after it
      this.index = readFirst();
    }
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if it cannot be read or is wrong; the message says why
   */
  static DenyListFile open(Path file, EdgeRuntime runtime) {
    return new DenyListFile(file, runtime);
  }

  DenialIndex index() {
    return index;
  }

  private DenialIndex readFirst() {
    Reading reading = DenyListReader.read(file);
    if (reading instanceof Reading.Faulty faulty) {
      watch.close();
      throw new IllegalArgumentException(faulty.why());
    }
    runtime.exposedFiles().lookAt(file);
    return ((Reading.Denials) reading).index();
  }

  private synchronized void readAgain() {
    Reading reading = DenyListReader.read(file);
    String fault = "";
    if (reading instanceof Reading.Denials denials) {
      index = denials.index();
    } else {
      fault = ((Reading.Faulty) reading).why();
    }
    runtime
        .events()
        .publish(new FileEvent(runtime.clock().instant(), file.toString(), fault.isEmpty(), fault));
    runtime.exposedFiles().lookAt(file);
  }

  @Override
  public void close() {
    watch.close();
  }
}

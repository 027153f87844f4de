package io.edgeauth.certificate;

import io.edgeauth.event.FileEvent;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lists of revocations in a watched file; a broken one leaves those that were read last in use. */
final class FileLists implements AutoCloseable {

  static final int MAX_BYTES = 32 * 1024 * 1024;

  private final Path file;
  private final EdgeRuntime runtime;
  private final Runnable changed;
  private final Watch watch;
  private volatile List<RevocationList> lists;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if that cannot be; the message begins with the key, and says
   *     what is expected
   */
  FileLists(Path file, EdgeRuntime runtime, Runnable changed) {
    this.file = file;
    this.runtime = runtime;
    this.changed = changed;
    this.watch = runtime.files().watch(file, this::readAgain);
    try {
      this.lists = read(file);
    } catch (IOException e) {
      watch.close();
      throw new IllegalArgumentException("crl: " + describe(e), e);
    }
    runtime.exposedFiles().lookAt(file);
  }

  private static List<RevocationList> read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("it has more than " + MAX_BYTES + " bytes");
    }
    return RevocationList.read(Files.readAllBytes(file));
  }

  private String describe(IOException e) {
    return file
        + " cannot be used (expected: lists of revocations, PEM or DER): "
        + e.getClass().getSimpleName()
        + ": "
        + e.getMessage();
  }

  private void readAgain() {
    String fault = "";
    try {
      lists = read(file);
      changed.run();
    } catch (IOException e) {
      fault = describe(e);
    }
    runtime
        .events()
        .publish(new FileEvent(runtime.clock().instant(), file.toString(), fault.isEmpty(), fault));
    runtime.exposedFiles().lookAt(file);
  }

  List<RevocationList> lists() {
    return lists;
  }

  @Override
  public void close() {
    watch.close();
  }
}

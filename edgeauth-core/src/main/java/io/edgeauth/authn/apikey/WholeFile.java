package io.edgeauth.authn.apikey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file that is only ever replaced whole, so that whoever reads it sees it as it was before or as
 * it is after, also when the machine stops in between; and a lock beside it for those who change
 * it, in whichever process.
 */
final class WholeFile {

  /**
   * What tells one content from the next: each write makes a new file.
   *
   * @param key its identity, where the file system has one
   * @param size in bytes
   * @param modified in nanoseconds
   */
  record Stamp(@Nullable Object key, long size, long modified) {}

  /** Ten seconds or more, as the system wakes its threads. */
  private static final int LOCK_TRIES = 5_000;

  private static final long LOCK_PAUSE_NANOS = 2_000_000;

  private final Path file;
  private final Path temporary;
  private final Path lock;

  WholeFile(Path file) {
    this.file = file;
    this.temporary = file.resolveSibling(file.getFileName() + ".new");
    this.lock = file.resolveSibling(file.getFileName() + ".lock");
  }

  Path path() {
    return file;
  }

  /** The stamp of the present content, or null where there is no file. */
  @Nullable Stamp stamp() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.fileKey(),
          attributes.size(),
          attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  byte[] read() throws IOException {
    return Files.readAllBytes(file);
  }

  /** Work on the file. */
  interface Work {
    void run() throws IOException;
  }

  /**
   * Works while nobody else, in this process or another, does.
   *
   * @throws IOException if somebody else works for too long, or the lock cannot be had
   */
  void alone(Work work) throws IOException {
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int tries = 0; tryLock(channel) == null; tries++) {
        if (tries == LOCK_TRIES || Thread.currentThread().isInterrupted()) {
          throw new IOException(lock + ": held by another process for too long");
        }
        LockSupport.parkNanos(LOCK_PAUSE_NANOS);
      }
      work.run(); // closing the channel gives the lock back
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another store of this process has it
    }
  }

  /** Replaces the content. Call it {@link #alone}. When it returns, the content is on disk. */
  void replace(byte[] content) throws IOException {
    Files.deleteIfExists(temporary); // what a write that was killed has left
    try {
      write(content);
      likeBefore();
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    syncDirectory();
  }

  private void write(byte[] content) throws IOException {
    boolean posix = Files.getFileStore(directory()).supportsFileAttributeView("posix");
    if (posix) {
      Files.createFile(
          temporary,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(temporary);
    }
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** An administrator's command must not take the file from the user that the gateway runs as. */
  private void likeBefore() throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (view == null || !Files.exists(file)) {
      return;
    }
    PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
    PosixFileAttributes now = view.readAttributes();
    if (!before.owner().equals(now.owner())) {
      view.setOwner(before.owner());
    }
    if (!before.group().equals(now.group())) {
      view.setGroup(before.group());
    }
    view.setPermissions(before.permissions());
  }

  /** The name is in the directory, which has to be on disk as well. */
  private void syncDirectory() {
    try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems open no directories; the file itself is on disk.
    }
  }

  private Path directory() {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}

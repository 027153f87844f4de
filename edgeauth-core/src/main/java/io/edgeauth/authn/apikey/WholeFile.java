package io.edgeauth.authn.apikey;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that is only ever replaced whole, so that whoever reads it sees it as it was before or as
 * it is after, also when the machine stops in between; and a lock beside it for those who change
 * it, in whichever process. What is behind a symbolic link is replaced, and not the link.
 *
 * <p>A thread that is interrupted finishes what it does here: it may write what others wait for.
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

  private final Path file;

  WholeFile(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /**
   * The stamp of the present content, or null where there is no file.
   *
   * @throws IOException if it cannot be had, or is that of no regular file: reading a pipe or a
   *     device would never end
   */
  @Nullable Stamp stamp() throws IOException {
    try {
      return stamp(file);
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(file)) {
        throw new IOException(file + ": a link to nothing", e);
      }
      return null;
    }
  }

  private static Stamp stamp(Path at) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(at, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IOException(at + ": no regular file");
    }
    return new Stamp(
        attributes.fileKey(),
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  byte[] read() throws IOException {
    return Files.readAllBytes(file);
  }

  /** A file that belongs to the one that is meant, whatever link leads there. */
  WholeFile beside(String suffix) throws IOException {
    return new WholeFile(beside(target(), suffix));
  }

  private static Path beside(Path target, String suffix) {
    return target.resolveSibling(target.getFileName() + suffix);
  }

  /** Who comes by a link and who does not must meet at one lock. */
  private Path target() throws IOException {
    try {
      return Files.isSymbolicLink(file) ? file.toRealPath() : file;
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": a link to nothing", e);
    }
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
    Path target = target();
    new LockFile(beside(target, ".lock"), target).alone(work);
  }

  /**
   * Replaces the content. Call it {@link #alone}. When it returns, the content is on disk.
   *
   * @param before the stamp of what the new content was made of, null for no file
   * @return the stamp of the content
   * @throws IOException if it was not written, or somebody else has replaced the file since, whom
   *     the lock did not keep out: it was removed, or an operator put another file there
   */
  Stamp replace(byte[] content, @Nullable Stamp before) throws IOException {
    Path target = target();
    Path temporary = beside(target, ".new");
    Files.deleteIfExists(temporary); // what a write that was killed has left
    Stamp stamp;
    try {
      stamp = write(content, temporary, target);
      if (!Objects.equals(before, stamp())) {
        throw new IOException(file + ": replaced by somebody else meanwhile");
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    syncDirectory(directory(target));
    return stamp;
  }

  private static Stamp write(byte[] content, Path temporary, Path target) throws IOException {
    boolean posix = Files.getFileStore(directory(target)).supportsFileAttributeView("posix");
    if (posix) {
      Files.createFile(
          temporary,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(temporary);
    }
    // No channel: an interrupt would close it, and fail those who wait for this write.
    try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
      out.write(content);
      makeLike(target, temporary);
      makeLater(target, temporary);
      out.getFD().sync();
    }
    return stamp(temporary);
  }

  /** An administrator's command must not take the file from the user that the gateway runs as. */
  static void makeLike(Path target, Path made) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
    if (view == null || !Files.exists(target)) {
      return;
    }
    PosixFileAttributes before = Files.readAttributes(target, PosixFileAttributes.class);
    PosixFileAttributes now = view.readAttributes();
    if (!before.owner().equals(now.owner())) {
      view.setOwner(before.owner());
    }
    if (!before.group().equals(now.group())) {
      view.setGroup(before.group());
    }
    view.setPermissions(before.permissions());
  }

  /**
   * Makes sure that no stamp comes twice. File systems use the number of a removed file again, and
   * their clocks go by milliseconds: a file that was replaced twice in that time could pass for
   * what it was, and the next change would undo those between.
   */
  private static void makeLater(Path target, Path made) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    long before = Files.getLastModifiedTime(target).to(TimeUnit.MICROSECONDS);
    if (Files.getLastModifiedTime(made).to(TimeUnit.MICROSECONDS) <= before) {
      Files.setLastModifiedTime(made, FileTime.from(before + 1, TimeUnit.MICROSECONDS));
    }
  }

  /** The name is in the directory, which has to be on disk as well. */
  private static void syncDirectory(Path directory) {
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
        done = true;
      } catch (ClosedByInterruptException e) {
        interrupted |= Thread.interrupted();
      } catch (IOException e) {
        done = true; // some systems open no directories; the file itself is on disk
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path directory(Path target) {
    Path parent = target.toAbsolutePath().getParent();
    return parent == null ? target.toAbsolutePath() : parent;
  }
}

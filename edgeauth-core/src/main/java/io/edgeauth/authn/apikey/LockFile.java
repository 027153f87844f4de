package io.edgeauth.authn.apikey;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file that is locked by those who change the one beside it, in whichever process. Used once.
 *
 * <p>Whoever can open it can keep all others waiting, if only to read it: it is for whom the file
 * is for. One that is removed keeps nobody out any more, since whoever comes next makes another: so
 * what is locked must still be there.
 */
final class LockFile {

  /** Ten seconds or more, as the system wakes its threads. */
  private static final int MAX_TRIES = 5_000;

  private static final long PAUSE_NANOS = 2_000_000;

  /**
   * Held beside the lock of the file. POSIX takes all locks on a file from a process that closes
   * any of its descriptors, so that a second store of this process would end the first one's.
   */
  private static final ReentrantLock[] IN_THIS_PROCESS =
      Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

  private final Path lock;
  private final Path target;
  private int tries;
  private boolean interrupted;

  LockFile(Path lock, Path target) {
    this.lock = lock;
    this.target = target;
  }

  /**
   * Works while nobody else, in this process or another, does. A thread that is interrupted
   * finishes what it does here.
   *
   * @throws IOException if somebody else works for too long, or the lock cannot be had
   */
  void alone(WholeFile.Work work) throws IOException {
    ReentrantLock here = IN_THIS_PROCESS[Math.floorMod(lock.hashCode(), IN_THIS_PROCESS.length)];
    interrupted = Thread.interrupted();
    here.lock();
    try {
      boolean done = false;
      while (!done) {
        done = isDoneUnderTheFileThatIsThere(work);
      }
    } finally {
      here.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isDoneUnderTheFileThatIsThere(WholeFile.Work work) throws IOException {
    try (FileChannel channel = open()) {
      Object opened = identity();
      FileLock held = tryLock(channel);
      while (held == null && opened != null && opened.equals(identity())) {
        pause();
        held = tryLock(channel);
      }
      if (held == null || opened == null || !opened.equals(identity())) {
        pause();
        return false;
      }
      work.run(); // closing the channel gives the lock back
      return true;
    }
  }

  private void pause() throws IOException {
    if (tries++ == MAX_TRIES) {
      throw new IOException(lock + ": held by another process for too long");
    }
    LockSupport.parkNanos(PAUSE_NANOS);
    interrupted |= Thread.interrupted();
  }

  /** Which file has the name now, or null where none has. Its number is free once it is closed. */
  private @Nullable Object identity() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(lock, BasicFileAttributes.class);
      Object key = attributes.fileKey();
      return key == null ? attributes.creationTime() : key;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Its owner's alone until there is a file whose rights it can have. */
  private FileChannel open() throws IOException {
    boolean isNew = !Files.exists(lock);
    FileChannel channel =
        FileChannel.open(
            lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownersAlone());
    try {
      if (isNew) {
        WholeFile.makeLike(target, lock);
      }
    } catch (IOException e) {
      // Who may not give a lock away may not replace the file either, and is told so then.
    }
    return channel;
  }

  private FileAttribute<?>[] ownersAlone() {
    return lock.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another store of this process has it, by another name of the folder
    }
  }
}

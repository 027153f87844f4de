package io.edgeauth.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what others than its owner may do to a file that decides who gets in: write it, put another
 * in its place, or read a secret in it.
 *
 * <p>Links are followed, as reading follows them. All directories on the way to a file count, since
 * who can rename one of them can put another file there; one with the sticky bit keeps others from
 * that, such as {@code /tmp}. A file system without POSIX modes says nothing, and so nothing is
 * found.
 */
final class FileExposure {

  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int OTHERS_READ = 0004;
  private static final int STICKY = 01000;
  private static final int PERMISSIONS = 07777;

  private final List<String> found = new ArrayList<>();

  private FileExposure() {}

  /**
   * Asks the file system.
   *
   * @param file the file, as it is named
   * @param secret whether nobody else may read it either; a group may, since that is how a secret
   *     is given to a service that does not own it
   * @return what is found, each a text for people; nothing where the file is not there
   */
  static List<String> of(Path file, boolean secret) {
    FileExposure exposure = new FileExposure();
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        exposure.askAboutFile(file, secret);
        for (Path directory : directoriesTo(file)) {
          exposure.askAboutDirectory(directory);
        }
      }
    } catch (IOException e) {
      // Whoever reads the file tells that it cannot be reached.
      return List.of();
    }
    return List.copyOf(exposure.found);
  }

  private void askAboutFile(Path file, boolean secret) throws IOException {
    int mode = mode(file);
    if ((mode & (GROUP_WRITES | OTHERS_WRITE)) != 0) {
      found.add(writers(mode) + " may write it" + told(mode, "chmod go-w"));
    }
    if (secret && (mode & OTHERS_READ) != 0) {
      found.add("everybody may read the secret in it" + told(mode, "chmod o-r"));
    }
  }

  private void askAboutDirectory(Path directory) throws IOException {
    int mode = mode(directory);
    if ((mode & (GROUP_WRITES | OTHERS_WRITE)) != 0 && (mode & STICKY) == 0) {
      found.add(
          writers(mode)
              + " may put another file in its place, by writing the directory "
              + directory
              + told(mode, "chmod go-w, or the sticky bit"));
    }
  }

  private static String writers(int mode) {
    return (mode & OTHERS_WRITE) != 0 ? "everybody" : "its group";
  }

  private static String told(int mode, String expected) {
    return String.format(" (mode %04o; expected: %s)", mode, expected);
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode") & PERMISSIONS;
  }

  /** Those on the way that the name takes, and those where the file is in truth. */
  private static Set<Path> directoriesTo(Path file) throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path way : List.of(file.toAbsolutePath(), file.toRealPath())) {
      for (Path at = way.getParent(); at != null; at = at.getParent()) {
        directories.add(at.toRealPath());
      }
    }
    return directories;
  }
}

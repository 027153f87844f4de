package io.edgeauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C08: what others may do to a file, asked of real files. */
@DisabledOnOs(OS.WINDOWS)
final class FileExposureTest {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void create() throws IOException {
    file = Files.writeString(directory.resolve("file"), "content");
    mode(file, 0600);
  }

  private static void mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
  }

  @ParameterizedTest
  @CsvSource({"0600", "0400", "0640", "0644", "0444", "0755"})
  void of_writtenByItsOwnerAlone_nothing(String mode) throws IOException {
    mode(file, Integer.parseInt(mode, 8));
    assertThat(FileExposure.of(file, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0620, its group may write it",
    "0664, its group may write it",
    "0602, everybody may write it",
    "0666, everybody may write it",
    "0777, everybody may write it"
  })
  void of_writtenByOthers_told(String mode, String told) throws IOException {
    mode(file, Integer.parseInt(mode, 8));
    assertThat(FileExposure.of(file, false))
        .containsExactly(told + " (mode " + mode + "; expected: chmod go-w)");
  }

  @Test
  void of_secretReadByOthers_told() throws IOException {
    mode(file, 0640);
    assertThat(FileExposure.of(file, true)).isEmpty();
    mode(file, 0644);
    assertThat(FileExposure.of(file, false)).isEmpty();
    assertThat(FileExposure.of(file, true))
        .containsExactly("everybody may read the secret in it (mode 0644; expected: chmod o-r)");
    mode(file, 0666);
    assertThat(FileExposure.of(file, true)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "0755, false",
    "0775, true",
    "0757, true",
    "0777, true",
    "1777, false",
    "1775, false"
  })
  void of_directoryWrittenByOthers_toldUnlessSticky(String mode, boolean told) throws IOException {
    Path between = Files.createDirectories(directory.resolve("a/b"));
    Path inside = Files.writeString(between.resolve("file"), "content");
    mode(inside, 0600);
    mode(between.getParent(), Integer.parseInt(mode, 8));
    if (told) {
      assertThat(FileExposure.of(inside, false))
          .singleElement()
          .asString()
          .contains("may put another file in its place")
          .contains(between.getParent().toRealPath() + " (mode " + mode);
    } else {
      assertThat(FileExposure.of(inside, false)).isEmpty();
    }
  }

  /** Where the link stands counts, and where it leads. */
  @Test
  void of_link_bothWaysCount() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Path target = Files.move(file, closed.resolve("file"));
    Path link = Files.createSymbolicLink(open.resolve("link"), target);
    assertThat(FileExposure.of(link, false)).isEmpty();
    mode(open, 0777);
    assertThat(FileExposure.of(link, false)).hasSize(1);
    assertThat(FileExposure.of(target, false)).isEmpty();
    mode(open, 0755);
    mode(closed, 0777);
    assertThat(FileExposure.of(link, false)).hasSize(1);
    mode(closed, 0755);
    mode(target, 0666);
    assertThat(FileExposure.of(link, false)).hasSize(1);
  }

  @Test
  void of_fileThatIsNotThere_nothing() throws IOException {
    assertThat(FileExposure.of(directory.resolve("missing"), true)).isEmpty();
    Path dangling = Files.createSymbolicLink(directory.resolve("d"), directory.resolve("missing"));
    assertThat(FileExposure.of(dangling, true)).isEmpty();
  }

  /** A file in an archive has no mode. */
  @Test
  void of_fileSystemWithoutModes_nothing() throws IOException {
    URI archive = URI.create("jar:" + directory.resolve("a.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path inside = Files.writeString(zip.getPath("/file"), "content");
      assertThat(FileExposure.of(inside, true)).isEmpty();
    }
  }
}

package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.edgeauth.fixtures.TestRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsageSidecarTest {

  private static final ApiKeyUsage ONCE = new ApiKeyUsage(1, TestRuntime.NOW, "192.0.2.1");
  private static final ApiKeyUsage TWICE = ONCE.plus(ONCE);

  @TempDir private Path directory;
  private Path file;
  private UsageSidecar sidecar;

  @BeforeEach
  void open() {
    file = directory.resolve("keys.json.usage");
    sidecar = new UsageSidecar(directory.resolve("keys.json"));
  }

  @Test
  void find_noFile_nothing() throws Exception {
    assertThat(sidecar.find(List.of("key_a"))).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void add_byTwo_bothSeeTheSum() throws Exception {
    UsageSidecar other = new UsageSidecar(directory.resolve("keys.json"));
    sidecar.add(Map.of("key_a", ONCE, "key_b", ONCE, "key_gone", ONCE), id -> id.length() == 5);
    assertThat(other.find(List.of("key_a"))).containsExactly(Map.entry("key_a", ONCE));
    other.add(Map.of("key_a", ONCE), id -> true);
    for (UsageSidecar one : List.of(sidecar, other)) {
      assertThat(one.find(List.of("key_a", "key_b", "key_gone", "key_c")))
          .containsOnly(Map.entry("key_a", TWICE), Map.entry("key_b", ONCE));
    }
  }

  /** The pages of a listing must not each read what takes longer than all the rest. */
  @Test
  void find_fileUnchanged_notReadAgain() throws Exception {
    sidecar.add(Map.of("key_a", ONCE), id -> true);
    assertThat(sidecar.find(List.of("key_a"))).containsEntry("key_a", ONCE);
    FileTime time = Files.getLastModifiedTime(file);
    long size = Files.size(file);
    Files.writeString(file, " ".repeat((int) size));
    Files.setLastModifiedTime(file, time);
    assertThat(sidecar.find(List.of("key_a"))).containsEntry("key_a", ONCE);

    Files.writeString(file, " ".repeat((int) size + 1));
    assertThatIOException().isThrownBy(() -> sidecar.find(List.of("key_a")));
  }
}

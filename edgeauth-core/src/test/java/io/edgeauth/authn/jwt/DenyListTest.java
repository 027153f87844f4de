package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.Denial;
import io.edgeauth.event.FileEvent;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.runtime.Leases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file as it changes, and what was denied in code beside it. */
@Timeout(30)
final class DenyListTest {

  /** Two seconds are promised; the third is for a machine with other things to do. */
  private static final Duration PROMISED = Duration.ofSeconds(3);

  @TempDir private Path directory;
  private Path file;
  private TestRuntime runtime;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(directory.resolve("denied.txt"), "jti:first\n");
    runtime = TestRuntime.start();
  }

  @AfterEach
  void end() {
    runtime.close();
  }

  private DenyList open(String authenticator, Path path) {
    return DenyList.open(authenticator, path, runtime.runtime());
  }

  private static boolean denies(DenyList list, String jti) {
    return list.denies(new TokenMarks(jti, null, null, 0));
  }

  private List<FileEvent> events() {
    return runtime.events().of(FileEvent.class);
  }

  /** At once, so that no reader sees half of it. */
  private void replace(Path path, String content) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), content);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void denies_fileChanges_withinTwoSeconds() throws IOException {
    DenyList list = open("user", file);
    assertThat(denies(list, "first")).isTrue();
    assertThat(denies(list, "second")).isFalse();

    Files.writeString(file, "jti:second\n");
    await().atMost(PROMISED).until(() -> denies(list, "second"));
    assertThat(denies(list, "first")).isFalse();

    replace(file, "jti:third\njti:second\n");
    await().atMost(PROMISED).until(() -> denies(list, "third"));
    assertThat(denies(list, "second")).isTrue();

    replace(file, "# nobody\n");
    await().atMost(PROMISED).until(() -> !denies(list, "third"));
    await().until(() -> events().size() >= 3);
    assertThat(events()).allMatch(FileEvent::taken).allMatch(event -> event.detail().isEmpty());
  }

  /** C07: never half, never empty. */
  @Test
  void denies_fileBroken_lastGoodListStaysAndSomebodyIsTold() throws IOException {
    DenyList list = open("user", file);
    replace(file, "jti:second\nplanted\n");
    await().atMost(PROMISED).until(() -> events().size() == 1);
    assertThat(events().get(0).taken()).isFalse();
    assertThat(events().get(0).file()).isEqualTo(file.toString());
    assertThat(events().get(0).at()).isEqualTo(TestRuntime.NOW);
    assertThat(events().get(0).detail()).startsWith("line 2: no denial").doesNotContain("planted");
    assertThat(denies(list, "first")).isTrue();
    assertThat(denies(list, "second")).isFalse();

    Files.delete(file);
    await().atMost(PROMISED).until(() -> events().size() == 2);
    assertThat(events().get(1).detail()).startsWith("cannot be read (NoSuchFile");
    assertThat(denies(list, "first")).isTrue();

    replace(file, "jti:second\n");
    await().atMost(PROMISED).until(() -> denies(list, "second"));
    await().until(() -> events().size() == 3);
    assertThat(events().get(2).taken()).isTrue();
    assertThat(denies(list, "first")).isFalse();
  }

  @Test
  void open_fileMissingOrWrong_refused() throws IOException {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> open("user", missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot be read (NoSuchFileException: " + missing + ")");
    Files.writeString(file, "jti:first\nsub:\n");
    assertThatThrownBy(() -> open("user", file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2: no value (expected: jti:VALUE");
    assertThat(denies(open("user", null), "first")).isFalse();
  }

  /** A watch that was left behind would tell of the change too. */
  @Test
  void open_wrongFileThenRight_watchedOnce() throws IOException {
    Files.writeString(file, "planted");
    assertThatThrownBy(() -> open("user", file)).isInstanceOf(IllegalArgumentException.class);
    Files.writeString(file, "jti:first\n");
    DenyList list = open("user", file);

    replace(file, "jti:second\n");
    await().atMost(PROMISED).until(() -> denies(list, "second"));
    twoRoundsPass();
    assertThat(eventsOf(file)).hasSize(1);
  }

  @Test
  void close_lastThatTookTheFile_watchedNoMore() throws IOException {
    Leases.Holder generation = runtime.runtime().leases().begin();
    DenyList list = open("user", file);
    generation.close();
    var unused = runtime.runtime().leases().begin();

    replace(file, "jti:second\n");
    twoRoundsPass();
    assertThat(eventsOf(file)).isEmpty();
    assertThat(denies(list, "second")).isFalse();
  }

  /** Until the watcher has looked at every file twice. */
  private void twoRoundsPass() throws IOException {
    Path path = Files.writeString(directory.resolve("witness"), "");
    DenyList witness = open("witness", path);
    for (int round = 1; round <= 2; round++) {
      String jti = "w" + round;
      replace(path, "jti:" + jti);
      await().until(() -> denies(witness, jti));
    }
  }

  private List<FileEvent> eventsOf(Path path) {
    return events().stream().filter(event -> event.file().equals(path.toString())).toList();
  }

  @Test
  void open_twoAuthenticators_shareTheFileAndNotWhatWasDeniedInCode() throws IOException {
    DenyList staff = open("staff", file);
    DenyList partner = open("partner", file);
    staff.deny(Denial.token("code"));
    assertThat(denies(staff, "code")).isTrue();
    assertThat(denies(partner, "code")).isFalse();
    assertThat(denies(open("staff", null), "code")).as("the next generation's").isTrue();

    replace(file, "jti:second\n");
    await().atMost(PROMISED).until(() -> denies(staff, "second") && denies(partner, "second"));
    await().until(() -> !events().isEmpty());
    assertThat(events()).hasSize(1);
    assertThat(denies(staff, "code")).as("a change of the file").isTrue();
  }

  @Test
  void lift_whatTheFileNames_staysDenied() {
    DenyList list = open("user", file);
    assertThat(list.lift(Denial.token("first"))).isFalse();
    list.deny(Denial.token("first"));
    assertThat(list.lift(Denial.token("first"))).isTrue();
    assertThat(denies(list, "first")).isTrue();
  }
}

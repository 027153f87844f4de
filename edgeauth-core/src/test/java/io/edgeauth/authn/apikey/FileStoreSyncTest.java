package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a machine that loses its power would keep: no kill of a process shows that, and only the
 * system knows. Where its calls cannot be watched there is nothing to be seen.
 */
@Timeout(120)
final class FileStoreSyncTest {

  @TempDir Path directory;

  private static boolean canTrace(Path to) throws Exception {
    try {
      Process process =
          new ProcessBuilder("strace", "-D", "-o", to.toString(), "true")
              .redirectErrorStream(true)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The place of the first line from some place on that holds both texts. */
  private static int next(List<String> lines, int from, String call, String of) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).contains(call) && lines.get(i).contains(of)) {
        return i;
      }
    }
    throw new AssertionError("no " + call + " of " + of + " behind line " + from + " of " + lines);
  }

  @Test
  @DisplayName("A13, D07: what a key was printed after is on disk, the content before its name")
  void issue_told_contentThenNameSyncedBefore() throws Exception {
    assumeTrue(canTrace(directory.resolve("tried")), "strace cannot trace here");
    Path folder = Files.createDirectory(directory.resolve("keys")).toRealPath();
    Path file = folder.resolve("keys.json");
    Path trace = directory.resolve("trace");
    try (KeyProcess process = KeyProcess.startTraced("fill", file, trace)) {
      assertThat(process.ask()).startsWith("issued ");
    }
    await().until(() -> Files.readString(trace).contains("+++ "));
    List<String> calls = Files.readAllLines(trace);
    int content = next(calls, 0, "fsync(", "<" + file + ".new>");
    int name = next(calls, content, "rename", file + ".new");
    int entry = next(calls, name, "fsync(", "<" + folder + ">");
    assertThat(next(calls, entry, "write(1<", "\"> issued")).isGreaterThan(entry);
    assertThat(calls.subList(0, entry)).noneMatch(call -> call.contains("\"> issued"));
  }
}

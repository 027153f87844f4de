package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** C08: whoever switches the link while the file is read gets one content read, never a mixture. */
@Timeout(60)
final class SwappedFileTest {

  private static final int ROUTES = 500;
  private static final int READS = 200;

  @TempDir private Path directory;

  /**
   * Two configurations of different lengths, so that a size from one and bytes of the other show.
   */
  private static String configuration(String prefix) {
    StringBuilder yaml = new StringBuilder("edgeauth:\n  routes:\n");
    for (int i = 0; i < ROUTES; i++) {
      yaml.append("    - {path: /").append(prefix).append(i).append(", access: public}\n");
    }
    return yaml.toString();
  }

  @Test
  void read_linkSwitchedMeanwhile_oneContent() throws Exception {
    Path[] contents = {
      Files.writeString(directory.resolve("a"), configuration("a")),
      Files.writeString(directory.resolve("bbb"), configuration("bbb"))
    };
    Path link = Files.createSymbolicLink(directory.resolve("link"), contents[0]);
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch switching = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> switched =
          thread.submit(
              () -> {
                int count = 0;
                for (; !done.get(); count++) {
                  switchTo(link, contents[count % 2]);
                  switching.countDown();
                }
                return count;
              });
      switching.await();
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < READS || (seen.size() < 2 && i < 100 * READS); i++) {
        seen.add(prefixOfAll(link));
      }
      done.set(true);
      assertThat(switched.get()).isGreaterThan(READS / 10);
      assertThat(seen).containsExactlyInAnyOrder("a", "bbb");
    } finally {
      done.set(true);
      thread.shutdownNow();
    }
  }

  private static void switchTo(Path link, Path target) throws IOException {
    Path next = link.resolveSibling("next");
    Files.deleteIfExists(next);
    Files.createSymbolicLink(next, target);
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What all paths of the configuration begin with; more than one is a mixture. */
  private static String prefixOfAll(Path link) {
    Problems problems = new Problems();
    Settings settings = SettingsFile.read(link, Map.of(), problems);
    assertThat(problems.list()).isEmpty();
    assertThat(settings.routes()).hasSize(ROUTES);
    Set<String> prefixes = new HashSet<>();
    settings
        .routes()
        .forEach(placed -> prefixes.add(placed.route().pattern().replaceAll("[/0-9]", "")));
    assertThat(prefixes).hasSize(1);
    return prefixes.iterator().next();
  }
}

package io.edgeauth.authn.apikey;

import io.edgeauth.authn.apikey.WholeFile.Stamp;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The file of uses beside a file of keys, to which several processes add. Any number of threads may
 * use it at once.
 *
 * <p>What was read is kept until the file changes or memory is wanted: a listing of 100 000 keys
 * asks a hundred times, and each reading takes as long as all the rest.
 */
final class UsageSidecar {

  private record Known(Map<String, ApiKeyUsage> uses, Stamp stamp) {}

  private final WholeFile file;
  private volatile SoftReference<Known> known = new SoftReference<>(null);

  UsageSidecar(Path keys) {
    this.file = new WholeFile(keys.resolveSibling(keys.getFileName() + ".usage"));
  }

  /** How some keys were used; those that were not are missing. */
  Map<String, ApiKeyUsage> find(Collection<String> ids) throws IOException {
    Map<String, ApiKeyUsage> all = read();
    Map<String, ApiKeyUsage> found = new HashMap<>();
    for (String id : ids) {
      ApiKeyUsage usage = all.get(id);
      if (usage != null) {
        found.put(id, usage);
      }
    }
    return found;
  }

  private Map<String, ApiKeyUsage> read() throws IOException {
    Stamp stamp = file.stamp(); // before the content, which may be newer, but never older
    if (stamp == null) {
      return Map.of();
    }
    Known last = known.get();
    if (last != null && last.stamp().equals(stamp)) {
      return last.uses();
    }
    Map<String, ApiKeyUsage> uses = UsageFile.read(file.read(), file.path());
    known = new SoftReference<>(new Known(uses, stamp));
    return uses;
  }

  /**
   * Adds uses to those of all processes.
   *
   * @param holds which keys there are: the others are passed over
   */
  void add(Map<String, ApiKeyUsage> used, Predicate<String> holds) throws IOException {
    file.alone(() -> addAlone(used, holds));
  }

  private void addAlone(Map<String, ApiKeyUsage> used, Predicate<String> holds) throws IOException {
    Map<String, ApiKeyUsage> sums = new HashMap<>(read());
    used.forEach(
        (id, more) -> {
          if (holds.test(id)) {
            sums.merge(id, more, ApiKeyUsage::plus);
          }
        });
    file.replace(UsageFile.write(sums));
  }
}

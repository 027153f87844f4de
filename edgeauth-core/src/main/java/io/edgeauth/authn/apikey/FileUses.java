package io.edgeauth.authn.apikey;

import io.edgeauth.authn.apikey.WholeFile.Stamp;
import io.edgeauth.event.FileEvent;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the keys of a file were used, in the file beside it. One that breaks is told once and never
 * overwritten, and what was read last stays to be shown: nobody is to lose sight of the keys
 * because they can not be counted.
 */
final class FileUses {

  /** What was read, and of which content. */
  private record Known(Map<String, ApiKeyUsage> uses, @Nullable Stamp stamp) {}

  private final WholeFile file;
  private final EdgeRuntime runtime;
  private volatile Known known = new Known(Map.of(), null);
  private @Nullable String told;

  FileUses(WholeFile file, EdgeRuntime runtime) {
    this.file = file;
    this.runtime = runtime;
  }

  /**
   * Adds uses of keys that are still there.
   *
   * @throws ApiKeyStoreException if they could not be written; none is then
   */
  void add(Map<String, ApiKeyUsage> used, Predicate<String> isKey) throws ApiKeyStoreException {
    try {
      file.alone(
          () -> {
            Known before = read();
            Map<String, ApiKeyUsage> sums = new HashMap<>(before.uses());
            used.forEach(
                (id, more) -> {
                  if (isKey.test(id)) {
                    sums.merge(id, more, ApiKeyUsage::plus);
                  }
                });
            known =
                new Known(Map.copyOf(sums), file.replace(UsageFile.write(sums), before.stamp()));
          });
    } catch (IOException e) {
      throw new ApiKeyStoreException("uses not written: " + e.getMessage(), e);
    }
  }

  /** The uses of some keys. */
  Map<String, ApiKeyUsage> of(Collection<String> ids) {
    Map<String, ApiKeyUsage> all;
    try {
      all = read().uses();
    } catch (IOException e) {
      all = known.uses(); // it has been told
    }
    Map<String, ApiKeyUsage> some = new HashMap<>();
    for (String id : ids) {
      ApiKeyUsage used = all.get(id);
      if (used != null) {
        some.put(id, used);
      }
    }
    return some;
  }

  private Known read() throws IOException {
    try {
      Stamp stamp = file.stamp();
      Known last = known;
      if (!Objects.equals(stamp, last.stamp())) {
        last =
            new Known(stamp == null ? Map.of() : UsageFile.read(file.read(), file.path()), stamp);
        known = last;
      }
      tell(null);
      return last;
    } catch (IOException e) {
      tell(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private synchronized void tell(@Nullable String fault) {
    if (!Objects.equals(fault, told)) {
      told = fault;
      runtime
          .events()
          .publish(
              new FileEvent(
                  runtime.clock().instant(),
                  file.path().toString(),
                  fault == null,
                  fault == null ? "" : fault));
    }
  }
}

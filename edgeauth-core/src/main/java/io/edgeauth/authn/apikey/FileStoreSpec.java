package io.edgeauth.authn.apikey;

import io.edgeauth.runtime.EdgeRuntime;
import java.nio.file.Path;

/** The store of a file. */
record FileStoreSpec(Path file) implements ApiKeyStoreSpec {

  @Override
  public ApiKeyStore open(EdgeRuntime runtime) {
    return new FileStore(file, runtime);
  }
}

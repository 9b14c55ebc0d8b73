package sarai.pool;

/// The states of a model as the API names them, in lower case.
public enum ModelState {
  ABSENT,
  RESERVED,
  LOADING,
  READY,
  DRAINING,
  UNLOADING,
  FAILED
}

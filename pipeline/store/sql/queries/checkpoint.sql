checkpoint store;

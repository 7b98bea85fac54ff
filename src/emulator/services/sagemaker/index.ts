import type { Service } from '../../core/service.js';
import { componentOperations } from './components.js';
import { configOperations } from './configs.js';
import { endpointOperations } from './endpoints.js';
import { hubOperations } from './hub.js';
import { modelOperations } from './models.js';
import { tagOperations } from './tags.js';
import { updateOperations } from './updates.js';

export const sagemaker: Service = {
  name: 'sagemaker', actions: 'sagemaker',
  operations: { ...modelOperations, ...configOperations, ...endpointOperations, ...updateOperations, ...componentOperations, ...tagOperations, ...hubOperations },
};
